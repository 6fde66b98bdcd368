import { type LineRule, lineRule } from './gaussian-rule.ts';
import { hermiteFunctionsInto } from './hermite.ts';

/** Finest level of refinement: 16 000 trapezoid points on the half line. */
const lastLevel = 10;
/** Largest table of Hermite functions, in numbers (256 MB). */
const largestTable = 2 ** 25;

/**
 * Line rule and normalised Hermite functions on its nodes, refined and extended as the averages taken on it demand.
 *
 * The basis is shared by all inputs and all calls: only functions with kinks away from zero, whose place on the z line
 * depends on the variance, make it rebuild its nodes.
 */
export class HermiteBasis {
  readonly #half: boolean;
  #level: number;
  #reach = 13;
  #order: number;
  #breaks: readonly number[];
  #rule: LineRule;
  #table = new Float64Array(0);

  /**
   * @param order highest k of ψ_k to begin with
   * @param half integrands are even: nodes on z ≥ 0
   */
  constructor(order: number, half: boolean, breaks: readonly number[]) {
    this.#order = order;
    this.#half = half;
    this.#breaks = breaks;
    this.#level = levelResolving(order);
    this.#rule = this.#makeRule();
    this.#tabulate();
  }

  get rule(): LineRule {
    return this.#rule;
  }

  /** Highest tabulated k. */
  get order(): number {
    return this.#order;
  }

  get reach(): number {
    return this.#reach;
  }

  /** ψ_k at the nodes, row-major (order + 1) × nodes. */
  get functions(): Float64Array {
    return this.#table;
  }

  /** Halves the spacing; false when the rule is as fine as it gets. */
  refine(): boolean {
    if (this.#level >= lastLevel || this.#rule.nodes.length * 2 * (this.#order + 1) > largestTable) return false;
    this.#level++;
    this.#rebuild();
    return true;
  }

  /** Covers a wider interval, for functions that grow fast. */
  widen(reach: number): void {
    this.#reach = reach;
    this.#rebuild();
  }

  /** Tabulates up to ψ_order; false when the table would be too large. */
  extend(order: number): boolean {
    if (order <= this.#order) return true;
    const level = Math.max(this.#level, levelResolving(order));
    if (this.#rule.nodes.length * 2 ** (level - this.#level) * (order + 1) > largestTable) return false;
    this.#order = order;
    this.#level = level;
    this.#rebuild();
    return true;
  }

  /** Panels end at these points from now on. */
  place(breaks: readonly number[]): void {
    if (breaks.length === this.#breaks.length && breaks.every((at, i) => at === this.#breaks[i])) return;
    this.#breaks = breaks;
    this.#rebuild();
  }

  #makeRule(): LineRule {
    return lineRule({ level: this.#level, reach: this.#reach, half: this.#half, breaks: this.#breaks });
  }

  #rebuild(): void {
    this.#rule = this.#makeRule();
    this.#tabulate();
  }

  #tabulate(): void {
    const size = (this.#order + 1) * this.#rule.nodes.length;
    if (this.#table.length < size) this.#table = new Float64Array(size);
    hermiteFunctionsInto(this.#rule.nodes, this.#table, 0, this.#order);
  }
}

// ψ_k oscillates with wave number up to √k: the coarse companion of the rule (twice the spacing) must see it and σ.
function levelResolving(order: number): number {
  let level = 1;
  while (Math.PI * 2 ** level < Math.sqrt(order) + 12 && level < lastLevel) level++;
  return level;
}
