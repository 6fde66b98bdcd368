import type { LossHistory } from './point-result.ts';

/** Sums over the steps since the last entry of a history. */
export interface LossSums {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

/** The loss along a training, averaged between given steps. */
export class LossLog {
  readonly #at: ReadonlySet<number>;
  readonly #steps: number[] = [];
  readonly #means: number[] = [];
  readonly #errors: number[] = [];
  #sums: LossSums = { count: 0, sum: 0, squares: 0 };

  /** `from`: where an earlier run was. */
  constructor(steps: readonly number[], from: { readonly history: LossHistory; readonly sums: LossSums } | null) {
    this.#at = new Set(steps);
    if (!from) return;
    this.#steps.push(...from.history.steps);
    this.#means.push(...from.history.means);
    this.#errors.push(...from.history.errors);
    this.#sums = from.sums;
  }

  get sums(): LossSums {
    return this.#sums;
  }

  history(): LossHistory {
    return { steps: [...this.#steps], means: [...this.#means], errors: [...this.#errors] };
  }

  /** The loss of step 1, 2, …, on its batch. */
  add(step: number, loss: number): void {
    const count = this.#sums.count + 1;
    const sum = this.#sums.sum + loss;
    const squares = this.#sums.squares + loss * loss;
    this.#sums = { count, sum, squares };
    if (!this.#at.has(step)) return;
    const mean = sum / count;
    this.#steps.push(step);
    this.#means.push(mean);
    this.#errors.push(count > 1 ? Math.sqrt(Math.max(0, squares / count - mean * mean) / (count - 1)) : Number.NaN);
    this.#sums = { count: 0, sum: 0, squares: 0 };
  }

  /** ", loss 2.671": of the steps up to now; nothing where there are none. */
  latestText(): string {
    const { count, sum } = this.#sums;
    const latest = count > 0 ? sum / count : this.#means.at(-1);
    return latest === undefined ? '' : `, loss ${latest.toFixed(4)}`;
  }
}
