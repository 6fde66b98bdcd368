import { type DyadicNode, DyadicSum } from '../numeric/dyadic-sum.ts';
import type { Divergence, ShardResult } from '../sample/shard.ts';
import type { Shard, ShardStore } from './shards.ts';

/** The merged statistics of the first `networks` addressed networks. */
export interface SampledSums {
  /** Networks asked for and done, in address order from 0. */
  readonly completed: number;
  /** Networks in the sums: completed less diverged. */
  readonly networks: number;
  readonly sums: Float64Array;
  readonly diverged: readonly Divergence[];
  readonly deficientPivots: number;
  /** The nodes behind `sums`, from which a later run can go on. */
  readonly nodes: readonly DyadicNode[];
  /** As in `ShardResult`. */
  readonly averageError: number;
}

/** What an earlier run has left: networks 0 … completed − 1, a multiple of the leaf. */
export type SampledBefore = Pick<SampledSums, 'completed' | 'diverged' | 'deficientPivots' | 'averageError' | 'nodes'>;

/** Shards held in memory for those before them, while there is a store that gives the others back. */
const mostWaiting = 16;

/** Merges shards in their order, whatever order they come in: only the unbroken run from the first counts. */
export class ShardMerger {
  readonly #shards: readonly Shard[];
  readonly #store: ShardStore | undefined;
  readonly #waiting = new Map<number, ShardResult>();
  /** Those that wait in the store. */
  readonly #stored = new Set<number>();
  readonly #sum = new DyadicSum();
  readonly #diverged: Divergence[];
  #merged = 0;
  #completed: number;
  #deficientPivots: number;
  #averageError: number;
  /** One merge at a time: reading from the store takes others in between. */
  #work: Promise<void> = Promise.resolve();

  /** @param store where what was given with `kept` can be read again */
  constructor(shards: readonly Shard[], before: SampledBefore | undefined, store: ShardStore | undefined) {
    this.#shards = shards;
    this.#store = store;
    for (const { level, index, sums } of before?.nodes ?? []) this.#sum.add({ level, index, sums: sums.slice() });
    this.#diverged = [...(before?.diverged ?? [])];
    this.#completed = before?.completed ?? 0;
    this.#deficientPivots = before?.deficientPivots ?? 0;
    this.#averageError = before?.averageError ?? 0;
  }

  /** Sum of what is merged; undefined where nothing is. */
  total(): Float64Array | undefined {
    return this.#sum.total();
  }

  /** Takes ownership of the result. `kept`: it is in the store too, so that it need not be held until its turn comes. */
  add(index: number, result: ShardResult, kept: boolean): Promise<void> {
    if (kept && index !== this.#merged && this.#waiting.size >= mostWaiting) this.#stored.add(index);
    else this.#waiting.set(index, result);
    this.#work = this.#work.then(() => this.#advance());
    return this.#work;
  }

  /** Shards that are neither merged nor to come from memory or the store. */
  missing(): number[] {
    const all = [...this.#shards.keys()];
    return all.filter((index) => index >= this.#merged && !this.#waiting.has(index) && !this.#stored.has(index));
  }

  /** The unbroken run of shards from the first; null where there is none. */
  result(): SampledSums | null {
    const sums = this.#sum.total();
    if (sums === undefined) return null;
    return {
      completed: this.#completed,
      networks: this.#completed - this.#diverged.length,
      sums,
      diverged: this.#diverged,
      deficientPivots: this.#deficientPivots,
      averageError: this.#averageError,
      nodes: this.#sum.nodes(),
    };
  }

  async #advance(): Promise<void> {
    for (let next = await this.#next(); next !== null; next = await this.#next()) {
      for (const node of next.nodes) this.#sum.add(node);
      this.#diverged.push(...next.diverged);
      this.#deficientPivots += next.deficientPivots;
      this.#averageError = Math.max(this.#averageError, next.averageError);
      this.#completed += this.#shards[this.#merged]!.count;
      this.#merged++;
    }
  }

  async #next(): Promise<ShardResult | null> {
    const index = this.#merged;
    const waiting = this.#waiting.get(index);
    if (waiting !== undefined) {
      this.#waiting.delete(index);
      return waiting;
    }
    // What the store no longer gives back is missing again.
    return this.#stored.delete(index) ? ((await this.#store?.read(this.#shards[index]!)) ?? null) : null;
  }
}
