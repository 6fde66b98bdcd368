import type { TaskAnswer, TaskRunner } from '../../parallel/module-tasks.ts';
import type { ArrayPlace } from '../../record/array-file.ts';
import { NpyError } from '../../record/npy-header.ts';
import { RowReader } from '../../record/row-reader.ts';
import { MomentAccumulator } from '../../theory/richness/accumulate.ts';
import { RichnessError, type RowPlace } from '../../theory/richness/richness-error.ts';
import { type RowMoments, transferableBuffers } from '../../theory/richness/row-moments.ts';
import type { RowBlock, RowShape, Rows } from '../../theory/richness/rows.ts';
import { type BlockPlan, rowBlocks } from './row-blocks.ts';

/** Parts of the rows that come from files. */
export type FilePart = 'features' | 'outputs' | 'targets' | 'initialFeatures';

/** What a thread is given at start. */
export interface MomentsSetup {
  readonly places: Readonly<Partial<Record<FilePart, ArrayPlace>>>;
  readonly shape: RowShape;
  readonly plan: BlockPlan;
  /** Class of every row of the files, from 0; shared. Null without labels. */
  readonly classes: Int32Array | null;
  /** Column of the outputs that stands for each class; null where that is not known. */
  readonly classColumns: Int32Array | null;
}

/** What is wrong with the numbers of a file. */
export interface DataFault {
  readonly message: string;
  /** Row in the file. */
  readonly place?: RowPlace;
}

/** Moments of the rows of one block, or what is wrong with them. */
export type BlockMoments =
  | {
      readonly moments: RowMoments;
      /** Rows whose largest output is that of their label. */
      readonly correct: number;
    }
  | { readonly fault: DataFault };

/** Bytes of one array that are read at a time. */
const chunkBytes = 2 ** 21;

/** Reads blocks of rows and gives back their moments; a task is the number of a block. */
export function open(setup: MomentsSetup): TaskRunner<number, BlockMoments> {
  return new BlockReader(setup);
}

/** Rows that are read at a time. */
export function chunkRows({ features, outputs, targets, initialFeatures }: RowShape): number {
  return Math.max(1, Math.floor(chunkBytes / (8 * Math.max(features, outputs, targets, initialFeatures))));
}

class BlockReader implements TaskRunner<number, BlockMoments> {
  readonly #setup: MomentsSetup;
  readonly #blocks: readonly Int32Array[];
  readonly #readers = new Map<FilePart, RowReader>();
  readonly #accumulator: MomentAccumulator;

  constructor(setup: MomentsSetup) {
    this.#setup = setup;
    this.#blocks = rowBlocks(setup.plan);
    this.#accumulator = new MomentAccumulator(setup.shape);
  }

  run(block: number): TaskAnswer<BlockMoments> {
    const rows = this.#blocks[block]!;
    const size = chunkRows(this.#setup.shape);
    let correct = 0;
    let chunk = rows.subarray(0, 0);
    try {
      this.#open();
      for (let at = 0; at < rows.length; at += size) {
        chunk = rows.subarray(at, at + size);
        const parts = this.#read(chunk);
        this.#accumulator.add(parts);
        correct += this.#correct(parts);
      }
      const moments = this.#accumulator.finish();
      return { result: { moments, correct }, transfer: transferableBuffers(moments) };
    } catch (error) {
      return { result: { fault: faultOf(error, chunk) }, transfer: [] };
    }
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
  }

  /** Files are opened by the first task, which can say what is wrong with them. */
  #open(): void {
    for (const [part, place] of Object.entries(this.#setup.places) as [FilePart, ArrayPlace][]) {
      if (this.#readers.has(part)) continue;
      try {
        this.#readers.set(part, RowReader.open(place));
      } catch (error) {
        throw error instanceof NpyError ? new RichnessError(error.message, { part }) : error;
      }
    }
  }

  #read(rows: Int32Array): RowBlock {
    const parts: Partial<Record<FilePart, Rows>> = {};
    for (const [part, reader] of this.#readers) {
      const { columns } = reader;
      parts[part] = { rows: rows.length, columns, stride: columns, data: reader.gather(rows) };
    }
    const { classes } = this.#setup;
    return { features: parts.features!, ...parts, ...(classes && { labels: rows.map((row) => classes[row]!) }) };
  }

  #correct({ outputs, labels }: RowBlock): number {
    const { classColumns } = this.#setup;
    if (!outputs || !labels || !classColumns) return 0;
    let correct = 0;
    for (let i = 0; i < outputs.rows; i++) {
      let best = 0;
      const row = i * outputs.stride;
      for (let j = 1; j < outputs.columns; j++) if (outputs.data[row + j]! > outputs.data[row + best]!) best = j;
      if (best === classColumns[labels[i]!]) correct++;
    }
    return correct;
  }
}

/** What an error says about the data, in rows of the file. @throws what is no complaint about data */
function faultOf(error: unknown, chunk: Int32Array): DataFault {
  if (error instanceof NpyError) return { message: error.message };
  if (!(error instanceof RichnessError)) throw error;
  const { message, place } = error;
  if (place?.row === undefined) return { message, ...(place && { place }) };
  return { message, place: { ...place, row: chunk[place.row]! } };
}
