import { runModuleTasksOnThreads } from '../../parallel/module-tasks.ts';
import { canonicalJson, sha256 } from '../../scenario/digest.ts';
import type { StudyHost } from '../host.ts';
import type { PointNote, PointOutcome, PointSetup, PointState, PointTask } from './compute-point.ts';
import type { ImagePair } from './point-data.ts';
import { decodePoint, decodeState, encodePoint, encodeState } from './point-part.ts';
import type { PointResult } from './point-result.ts';
import { planAt, pointPositions, type RichnessTrainingScenario } from './training-scenario.ts';

/** The data a study needs, with what names its content. */
export interface StudyData {
  readonly images: ImagePair | null;
  /** SHA-256 by file; empty where nothing is read. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Networks by position; `undefined` for those that a stop left undone. */
export interface ComputedPoints {
  readonly results: readonly (PointResult | undefined)[];
  /** Trainings that were gone on with from where an earlier run had stopped. */
  readonly continued: number;
}

/**
 * All networks of a study, one on each worker thread at a time. Each is kept as soon as it is done, and now and then on the
 * way, under names that say what it depends on: what is there is not done again. Results do not depend on how many
 * threads there are, or on how often the study was stopped.
 */
export async function computePoints(
  scenario: RichnessTrainingScenario,
  data: StudyData,
  host: StudyHost,
): Promise<ComputedPoints> {
  const positions = pointPositions(scenario);
  const { parts, code, signal, report } = host;
  const results: (PointResult | undefined)[] = positions.map(() => undefined);
  const tasks: (PointTask & { readonly at: number; readonly name: string })[] = [];
  for (const [at, position] of positions.entries()) {
    const plan = planAt(scenario, position);
    const name = await sha256(
      canonicalJson({ plan, data: 'images' in plan.task ? data.digests : null, code: code ?? '' }),
    );
    const kept = await parts?.read(`${name}.network`);
    results[at] = (kept && decodePoint(kept)) ?? undefined;
    if (results[at]) continue;
    const state = await parts?.read(`${name}.training`);
    tasks.push({ plan, from: (state && decodeState(state)) ?? null, at, name });
  }
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const onAbort = () => Atomics.store(stop, 0, 1);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  // One after the other, so that the later of two states is the one that stays.
  let kept: Promise<void> = Promise.resolve();
  const keep = (name: string, content: () => Uint8Array) => {
    kept = kept.then(() => parts?.write(name, content()));
    // The error is thrown where the chain is awaited.
    kept.catch(() => {});
  };
  const onNote = (note: PointNote, index: number) => {
    const { at, name } = tasks[index]!;
    if ('state' in note) keep(`${name}.training`, () => encodeState(note.state));
    else {
      const { variant, seed } = positions[at]!;
      const several = positions.length > 1 ? ` (${at + 1} of ${positions.length})` : '';
      report({
        stage: 'solving',
        part: `${scenario.variants[variant]!.label}, seed ${seed + 1}${several}`,
        state: stateText(note),
      });
    }
  };
  const setup: PointSetup = { images: data.images, stop, keeps: parts !== undefined };
  try {
    await runModuleTasksOnThreads<PointSetup, PointTask, PointOutcome>({
      module: new URL('./compute-point.js', import.meta.url),
      setup,
      workers: host.workers,
      tasks: tasks.map(({ plan, from }) => ({ plan, from })),
      signal,
      onNote: (note, index) => onNote(note as PointNote, index),
      onResult: (outcome, index) => {
        const { at, name } = tasks[index]!;
        if ('stopped' in outcome) {
          keep(`${name}.training`, () => encodeState(outcome.stopped));
          return;
        }
        results[at] = outcome.done;
        keep(`${name}.network`, () => encodePoint(outcome.done));
        // What stands in the way of a state is no longer needed.
        keep(`${name}.training`, () => new Uint8Array());
      },
    });
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await kept;
  }
  return { results, continued: tasks.filter(({ from }) => from !== null).length };
}

function stateText({ step, of, richness, accuracy }: Exclude<PointNote, { state: PointState }>): string {
  const numbers = [
    ...(Number.isFinite(richness) ? [`D_LR ${richness.toFixed(3)}`] : []),
    ...(Number.isFinite(accuracy) ? [`test accuracy ${(100 * accuracy).toFixed(1)} %`] : []),
  ];
  return [`step ${step} of ${of}`, ...numbers].join(', ');
}
