import type { TaskAnswer, TaskRunner } from '../../../parallel/module-tasks.ts';
import type { ArrayPlace } from '../../../record/array-file.ts';
import { NpyError } from '../../../record/npy-header.ts';
import { RowReader } from '../../../record/row-reader.ts';
import { driftWithDeletions, ranksWithDeletions } from '../../../theory/renormalisation/deleted-blocks.ts';
import { drift } from '../../../theory/renormalisation/drift.ts';
import { layerSingularValues } from '../../../theory/renormalisation/layer-ranks.ts';
import { rankMeasures } from '../../../theory/renormalisation/ranks.ts';
import { RenormalisationError } from '../../../theory/renormalisation/renormalisation-error.ts';
import { StreamAccumulator } from '../../../theory/renormalisation/stream-accumulator.ts';
import { type StreamMoments, totalStreamMoments } from '../../../theory/renormalisation/stream-moments.ts';
import { RichnessError } from '../../../theory/richness/richness-error.ts';
import type { Rows } from '../../../theory/richness/rows.ts';
import { type BlockPlan, rowBlocks } from '../../richness/row-blocks.ts';
import type { CostSettings } from '../depth-scenario.ts';
import { type RankQuantity, rankNames } from '../quantities.ts';
import { costOfLayer, richnessOfLayer } from './companions.ts';
import type { LayerCompanions, LayerMeasures, Replicated, StreamFault } from './measured-layer.ts';
import type { StreamLines } from './stream-lines.ts';
import { type StreamPlaces, StreamReader } from './stream-reader.ts';

/** What a thread is given at start. */
export interface ProfileSetup {
  readonly stream: StreamPlaces;
  readonly plan: BlockPlan;
  readonly centred: boolean;
  /** What D_LR of every layer is measured against; null where it is not. */
  readonly outputs: ArrayPlace | 'last layer' | null;
  readonly costOfIdentity: CostSettings | null;
}

/** One layer, and from it to the next: at each of some positions, or at all positions together. */
export interface ProfileTask {
  readonly layer: number;
  /** Positions from `from` to `to − 1`. */
  readonly from: number;
  readonly to: number;
  readonly pooled: boolean;
}

/** Of every position asked for, null where the layer is the same for every sample; or what is wrong with the numbers. */
export type ProfileAnswer = { readonly measures: readonly (LayerMeasures | null)[] } | { readonly fault: StreamFault };

/** Bytes of lines that are read at a time. */
const chunkBytes = 2 ** 22;

export function open(setup: ProfileSetup): TaskRunner<ProfileTask, ProfileAnswer> {
  return new LayerMeasurer(setup);
}

/** Bytes of the moments of a block at one position. */
export function momentBytes(width: number): number {
  return 8 * (2 * width ** 2 + 2 * width);
}

class LayerMeasurer implements TaskRunner<ProfileTask, ProfileAnswer> {
  readonly #setup: ProfileSetup;
  readonly #blocks: readonly Int32Array[];
  readonly #reader: StreamReader;
  /** By how many layers they take. */
  readonly #accumulators = new Map<number, StreamAccumulator[]>();

  constructor(setup: ProfileSetup) {
    this.#setup = setup;
    this.#blocks = rowBlocks(setup.plan);
    this.#reader = new StreamReader(setup.stream);
  }

  run(task: ProfileTask): TaskAnswer<ProfileAnswer> {
    try {
      const groups = this.#blocks.map((samples) => this.#momentsOf(task, samples));
      const more = this.#companionsOf(task);
      const measures = groups[0]!.map((_, i) =>
        this.#measure(
          groups.map((group) => group[i]!),
          task,
          more,
        ),
      );
      return { result: { measures }, transfer: [] };
    } catch (error) {
      return { result: { fault: faultOf(error, task) }, transfer: [] };
    }
  }

  close(): void {
    this.#reader.close();
  }

  /** Moments of one block at every position, or of all positions together. */
  #momentsOf({ layer, from, to, pooled }: ProfileTask, samples: Int32Array): StreamMoments[] {
    const { layers, width } = this.#setup.stream;
    const neighbours = layer + 1 < layers ? [layer, layer + 1] : [layer];
    const accumulators = this.#accumulatorsFor(neighbours.length, pooled ? 1 : to - from);
    const size = Math.max(1, Math.floor(chunkBytes / (8 * width * (to - from))));
    for (let at = 0; at < samples.length; at += size) {
      const chunk = samples.subarray(at, at + size);
      const read = neighbours.map((one) => this.#reader.read(one, chunk, from, to));
      for (const [i, lines] of read.entries()) requireFinite(lines, { layer: layer + i, from, chunk });
      for (const [i, accumulator] of accumulators.entries())
        accumulator.add(read.map((lines) => (pooled ? lines.all : lines.at(i))));
    }
    return accumulators.map((accumulator) => accumulator.finish());
  }

  /** Empty ones, used again by all blocks: fresh memory costs more than small sums. */
  #accumulatorsFor(layers: number, count: number): StreamAccumulator[] {
    const { width } = this.#setup.stream;
    const kept = this.#accumulators.get(layers) ?? [];
    while (kept.length < count) kept.push(new StreamAccumulator(new Array<number>(layers).fill(width)));
    this.#accumulators.set(layers, kept);
    return kept.slice(0, count);
  }

  /** Of streams without positions. */
  #companionsOf({ layer }: ProfileTask): LayerCompanions {
    const { stream, outputs, costOfIdentity } = this.#setup;
    if (stream.positions > 1 || (!outputs && !costOfIdentity)) return {};
    const blocks = this.#blocks.map((samples) => this.#reader.read(layer, samples, 0, 1).all);
    return {
      ...(costOfIdentity && { coi: costOfLayer(blocks, costOfIdentity) }),
      ...(outputs && { D_LR: richnessOfLayer(blocks, this.#outputBlocks(outputs)) }),
    };
  }

  #outputBlocks(place: ArrayPlace | 'last layer'): Rows[] {
    if (place === 'last layer') {
      const last = this.#setup.stream.layers - 1;
      return this.#blocks.map((samples) => this.#reader.read(last, samples, 0, 1).all);
    }
    const reader = RowReader.open(place);
    try {
      const { columns } = reader;
      return this.#blocks.map((samples) => ({
        ...{ rows: samples.length, columns, stride: columns },
        data: reader.gather(samples).slice(),
      }));
    } finally {
      reader.close();
    }
  }

  #measure(blocks: readonly StreamMoments[], { layer }: ProfileTask, more: LayerCompanions): LayerMeasures | null {
    const { centred } = this.#setup;
    const total = totalStreamMoments(blocks);
    try {
      const found = rankMeasures(layerSingularValues(total, 0, { centred }));
      const around = ranksWithDeletions(total, blocks, 0, { centred });
      const ranks = Object.fromEntries(
        rankNames.map((rank) => [
          rank,
          replicated(
            found[rank],
            around.total[rank],
            around.deleted.map((one) => one[rank]),
          ),
        ]),
      ) as Record<RankQuantity, Replicated>;
      return { ranks, drift: layer + 1 < this.#setup.stream.layers ? driftOf(total, blocks) : null, more };
    } catch (error) {
      if (error instanceof RenormalisationError && error.place?.layer === 0) return null;
      throw error;
    }
  }
}

function driftOf(total: StreamMoments, blocks: readonly StreamMoments[]): Replicated | null {
  try {
    const [value] = drift(total);
    const around = driftWithDeletions(total, blocks, 0);
    return replicated(value!, around.total, around.deleted);
  } catch (error) {
    if (error instanceof RenormalisationError && error.place?.layer !== undefined) return null;
    throw error;
  }
}

/** The value is exact; of what is left out only the difference is taken. */
function replicated(value: number, total: number, deleted: readonly number[]): Replicated {
  return { value, deleted: Float64Array.from(deleted, (one) => value + (one - total)) };
}

/** A number that is none. */
class BadNumber extends Error {
  readonly fault: StreamFault;

  constructor(fault: StreamFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** @throws BadNumber with the place of the first number that is not finite */
function requireFinite(
  lines: StreamLines,
  { layer, from, chunk }: { readonly layer: number; readonly from: number; readonly chunk: Int32Array },
): void {
  const { data } = lines.all;
  let sum = 0;
  for (let i = 0; i < lines.all.rows * lines.width; i++) sum += data[i]! * 0;
  if (sum === 0) return;
  for (const [i, sample] of chunk.entries()) {
    for (let position = 0; position < lines.positions; position++) {
      const row = lines.at(position);
      const line = row.data.subarray(i * row.stride, i * row.stride + row.columns);
      const column = line.findIndex((value) => !Number.isFinite(value));
      if (column < 0) continue;
      const message = `expected finite numbers, came ${line[column]}`;
      throw new BadNumber({ message, layer, sample, position: from + position, column });
    }
  }
}

/** What an error says about the data. @throws what is no complaint about data */
function faultOf(error: unknown, { layer }: ProfileTask): StreamFault {
  if (error instanceof BadNumber) return error.fault;
  if (error instanceof RichnessError) return { message: `D_LR of layer ${layer}: ${error.message}`, layer };
  if (error instanceof NpyError || error instanceof RenormalisationError) return { message: error.message, layer };
  throw error;
}
