import { runModuleTasks } from '../../../parallel/module-tasks.ts';
import { type ArrayPlace, sharedPlace } from '../../../record/array-file.ts';
import { referenceText } from '../../../record/array-reference.ts';
import type { StudyHost } from '../../host.ts';
import { DataError } from '../../richness/data-error.ts';
import { type BlockPlan, rowBlocks } from '../../richness/row-blocks.ts';
import type { DepthProfileScenario, SampledStream, StreamArray } from '../depth-scenario.ts';
import type { StreamResult } from '../profile.ts';
import type { LayerMeasures, StreamFault } from './measured-layer.ts';
import { averageProfile, positionTable } from './position-average.ts';
import { momentBytes, type ProfileAnswer, type ProfileSetup, type ProfileTask } from './profile-task.ts';
import type { StreamPlaces } from './stream-reader.ts';

/** Bytes of moments that a task may hold. */
const taskBytes = 2 ** 28;
/** Multiply–adds from which on threads pay for being started. */
const workWorthThreads = 4e9;

type Settings = Pick<DepthProfileScenario, 'samples' | 'blocks' | 'seed' | 'centred' | 'costOfIdentity' | 'richness'>;

/** Multiply–adds of all moments of a stream. */
export function profileWork({ layers, samples, positions, width }: SampledStream, used: number | null): number {
  const lines = Math.min(samples, used ?? samples) * (positions ?? 1) * (positions === null ? 1 : 2);
  return 2 * layers * lines * 3 * width ** 2;
}

/** Positions that are measured by one task. */
export function positionsTogether({ width }: SampledStream, blocks: number): number {
  return Math.max(1, Math.floor(taskBytes / (blocks * momentBytes(width))));
}

/** How the samples of a stream are dealt out to blocks. */
export function planOf({ samples: of }: SampledStream, { samples, blocks, seed }: Settings): BlockPlan {
  return { rows: Math.min(of, samples ?? of), of, blocks, seed };
}

function placeOf({ file, entry }: StreamArray, host: Pick<StudyHost, 'locate'>): ArrayPlace {
  return sharedPlace({ file: host.locate?.(file) ?? file, entry });
}

function placesOf(stream: SampledStream, host: Pick<StudyHost, 'locate'>): StreamPlaces {
  const { from, layers, samples, positions, width, arrays } = stream;
  const places = arrays.map((array) => placeOf(array, host));
  return { from, layers, samples, positions: positions ?? 1, width, places };
}

/**
 * The profile of a stream whose samples are in files, layer by layer on threads where that pays: the bits do not depend on how many.
 * Null when stopped.
 * @throws DataError for numbers that cannot be used
 */
export async function readProfile(
  stream: SampledStream,
  settings: Settings,
  host: StudyHost,
  threads?: number,
): Promise<StreamResult | null> {
  const plan = planOf(stream, settings);
  const lastLayer = settings.richness ? 'last layer' : null;
  const outputs = stream.from === 'file' && stream.outputs ? placeOf(stream.outputs, host) : lastLayer;
  const { centred, costOfIdentity } = settings;
  const setup: ProfileSetup = { stream: placesOf(stream, host), plan, centred, outputs, costOfIdentity };
  const counts = rowBlocks(plan).map(({ length }) => length);
  const tasks = tasksOf(stream, settings.blocks);
  const answers = await answersTo(tasks, setup, stream, host, threads);
  if (answers === null) return null;
  const { positions, layers, label, arrays } = stream;
  const alone: (LayerMeasures | null)[][] = Array.from({ length: positions ?? 1 }, () => new Array(layers).fill(null));
  const pooled: (LayerMeasures | null)[] = new Array(layers).fill(null);
  for (const [i, task] of tasks.entries()) {
    for (const [j, measures] of answers[i]!.entries()) {
      if (task.pooled) pooled[task.layer] = measures;
      else alone[task.from + j]![task.layer] = measures;
    }
  }
  const kept = [...alone.keys()].filter((position) => known(alone[position]!));
  if (kept.length === 0) throw new DataError(constantText(stream, constantLayer(alone[0]!)));
  const measured = kept.map((position) => alone[position] as LayerMeasures[]);
  const left = alone.length - kept.length;
  return {
    label,
    depths: stream.depths,
    profiles: [
      averageProfile('', measured, stream.depths, counts),
      ...(positions !== null && known(pooled) ? [averageProfile('pooled', [pooled], stream.depths, counts)] : []),
    ],
    more: positions === null ? companions(measured[0]!) : {},
    ...(positions !== null && { positions: positionTable(kept, measured) }),
    notes:
      left === 0
        ? []
        : [
            `${label}: ${left} of ${alone.length} positions are the same for every sample at some layer and are left out of averages over positions, the first of them position ${alone.findIndex((one) => !known(one))} of ${referenceText(arrays[0]!)}.`,
          ],
  };
}

/** Of every layer what was asked for beside ranks. */
function companions(layers: readonly LayerMeasures[]): StreamResult['more'] {
  const asked = Object.keys(layers[0]!.more) as ('D_LR' | 'coi')[];
  return Object.fromEntries(asked.map((quantity) => [quantity, layers.map(({ more }) => more[quantity]!)]));
}

/** Every layer at groups of positions that fit into memory, and of all positions together. */
function tasksOf(stream: SampledStream, blocks: number): ProfileTask[] {
  const { layers, positions } = stream;
  const together = positionsTogether(stream, blocks);
  return Array.from({ length: layers }, (_, layer) => layer).flatMap((layer) => {
    const count = positions ?? 1;
    const groups = Array.from({ length: Math.ceil(count / together) }, (_, group) => ({
      layer,
      from: group * together,
      to: Math.min(count, (group + 1) * together),
      pooled: false,
    }));
    return positions === null ? groups : [...groups, { layer, from: 0, to: positions, pooled: true }];
  });
}

async function answersTo(
  tasks: readonly ProfileTask[],
  setup: ProfileSetup,
  stream: SampledStream,
  host: StudyHost,
  threads: number | undefined,
): Promise<(readonly (LayerMeasures | null)[])[] | null> {
  const stop = new AbortController();
  const stopToo = () => stop.abort();
  host.signal?.addEventListener('abort', stopToo);
  if (host.signal?.aborted) stop.abort();
  const answers: (readonly (LayerMeasures | null)[])[] = new Array(tasks.length);
  let done = 0;
  const faults: StreamFault[] = [];
  try {
    await runModuleTasks<ProfileSetup, ProfileTask, ProfileAnswer>({
      module: new URL('./profile-task.js', import.meta.url),
      setup,
      workers: threads ?? (profileWork(stream, setup.plan.rows) < workWorthThreads ? 1 : host.workers),
      tasks,
      signal: stop.signal,
      onResult: (answer, i) => {
        if ('fault' in answer) {
          faults.push(answer.fault);
          stop.abort();
          return;
        }
        answers[i] = answer.measures;
        done++;
        host.report({
          stage: 'solving',
          part: stream.label,
          state: `layer ${tasks[i]!.layer + 1} of ${stream.layers}`,
        });
      },
    });
  } finally {
    host.signal?.removeEventListener('abort', stopToo);
  }
  if (faults.length > 0) throw new DataError(faultText(stream, faults[0]!));
  return done === tasks.length ? answers : null;
}

/** Whether the samples differ at every layer. */
function known(found: readonly (LayerMeasures | null)[]): found is LayerMeasures[] {
  return constantLayer(found) < 0;
}

/** The first layer that is the same for every sample; −1 where there is none. */
function constantLayer(found: readonly (LayerMeasures | null)[]): number {
  const layer = found.findIndex((one, i) => !one || (i + 1 < found.length && !one.drift));
  return layer < 0 || !found[layer] ? layer : layer + 1;
}

/** "stream.npy: NaN in layer 3, …". */
function faultText(stream: SampledStream, { message, layer, sample, position, column }: StreamFault): string {
  const { arrays, positions } = stream;
  const file = referenceText(arrays[arrays.length === 1 ? 0 : layer]!);
  if (sample === undefined) return `${file}: ${message}`;
  const where = [
    `layer ${layer}`,
    `row ${sample}`,
    ...(positions === null ? [] : [`position ${position}`]),
    `column ${column}`,
  ];
  return `${file}: ${message} in ${where.join(', ')} (counted from 0). Leave such samples out of all layers before saving, or look for what overflowed in the network.`;
}

function constantText(stream: SampledStream, layer: number): string {
  const file = referenceText(stream.arrays[stream.arrays.length === 1 ? 0 : layer]!);
  return `${file}: expected numbers that differ from sample to sample at every layer, came the same in every sample at layer ${layer} (counted from 0): its kernel has no direction. Leave the layer out, or find out why it does not depend on the input.`;
}
