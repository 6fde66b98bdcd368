import { HermiteBasis } from './hermite-basis.ts';

/** A function of one real variable, as averages need it. */
export interface LineFunction {
  readonly parity: 'odd' | 'even' | 'none';
  /** Real points where it is not analytic. */
  readonly kinks: readonly number[];
  /** out[i] = f(x[i]) for start ≤ i < end. */
  into(x: Float64Array, out: Float64Array, start: number, end: number): void;
}

/** Half-widths of the z interval tried in turn for functions that grow. */
const reaches = [13, 16, 20, 26, 36];
const negligible = 1e-17;

/**
 * Hermite coefficients of f and f² under Gaussians of several variances v, all to one tolerance:
 *
 *     α_k(v) = E[f(√v z) h_k(z)],   β_k(v) = E[f(√v z)² h_k(z)],   h_k = He_k / √k!,  z ~ N(0, 1).
 *
 * With Stein's identity these are the normalised averages of derivatives, α_k = v^{k/2} E[f^{(k)}(√v z)] / √k!.
 * Nothing is allocated while variances move little; nodes are refined until two rules agree.
 */
export class HermiteCoefficients {
  readonly basis: HermiteBasis;
  /** α_k by variance; valid up to the order last asked for. Entries that vanish by parity are 0. */
  readonly alpha: Float64Array[];
  /** β_k by variance. */
  readonly beta: Float64Array[];
  /** f at the nodes, by variance. */
  readonly values: Float64Array[];
  /** √E[f²] by variance: the scale that errors are relative to. */
  readonly scale: Float64Array;
  readonly #f: LineFunction;
  readonly #tolerance: number;
  #points = new Float64Array(0);
  #fine = new Float64Array(0);
  #coarse = new Float64Array(0);

  /** @param tolerance error of α_k relative to √E[f²], of β_k relative to E[f²] */
  constructor(f: LineFunction, count: number, tolerance: number, order: number) {
    this.#f = f;
    this.#tolerance = tolerance;
    this.basis = new HermiteBasis(order, f.parity !== 'none', f.kinks);
    this.alpha = Array.from({ length: count }, () => new Float64Array(order + 1));
    this.beta = Array.from({ length: count }, () => new Float64Array(order + 1));
    this.values = Array.from({ length: count }, () => new Float64Array(0));
    this.scale = new Float64Array(count);
  }

  /**
   * @returns largest error estimate over all coefficients, relative to `scale` (α) and its square (β)
   * @throws RangeError when a variance is not positive and finite, or f grows too fast for its averages to exist
   */
  evaluate(variances: Float64Array, alphaOrder: number, betaOrder: number): number {
    const order = Math.max(alphaOrder, betaOrder);
    if (!this.basis.extend(order)) {
      throw new RangeError(`Hermite coefficients up to order ${order} would need a table of more than 256 MB`);
    }
    this.#placeKinks(variances);
    for (;;) {
      const error = this.#sumAll(variances, alphaOrder, betaOrder);
      if (error <= this.#tolerance || !this.basis.refine()) return error;
    }
  }

  #placeKinks(variances: Float64Array): void {
    const { kinks } = this.#f;
    if (kinks.every((at) => at === 0)) return;
    const breaks = new Set<number>();
    for (const variance of variances) for (const at of kinks) breaks.add(at / Math.sqrt(variance));
    this.basis.place([...breaks]);
  }

  #sumAll(variances: Float64Array, alphaOrder: number, betaOrder: number): number {
    const { rule } = this.basis;
    let worst = 0;
    for (let v = 0; v < variances.length; v++) {
      const variance = variances[v]!;
      if (!(variance > 0 && variance < Infinity)) {
        throw new RangeError(`a Gaussian average needs a positive finite variance; got ${variance}`);
      }
      this.#tabulate(v, variance);
      this.#weigh(this.values[v]!, 2);
      this.beta[v] = grown(this.beta[v]!, betaOrder);
      const parity = this.#f.parity;
      const squareError = this.#project(this.beta[v]!, betaOrder, parity === 'none' ? 'none' : 'even');
      const square = this.beta[v]![0]!;
      if (!(square < Infinity)) throw new RangeError(`E[f(u)²] is not finite for u ~ N(0, ${variance})`);
      this.scale[v] = Math.sqrt(square);
      if (square === 0) continue;
      worst = Math.max(worst, squareError / square);
      if (alphaOrder < 0) continue;
      this.#weigh(this.values[v]!, 1);
      this.alpha[v] = grown(this.alpha[v]!, alphaOrder);
      worst = Math.max(worst, this.#project(this.alpha[v]!, alphaOrder, parity) / this.scale[v]!);
    }
    // A later variance may have widened the rule: then the earlier ones are tabulated on nodes that are gone.
    if (this.basis.rule !== rule) return this.#sumAll(variances, alphaOrder, betaOrder);
    return worst;
  }

  /** f(√v z) at the nodes, on an interval beyond which f² e^{−z²/4} is negligible. */
  #tabulate(v: number, variance: number): void {
    const root = Math.sqrt(variance);
    for (;;) {
      const { nodes } = this.basis.rule;
      const count = nodes.length;
      if (this.#points.length < count) {
        this.#points = new Float64Array(count);
        this.#fine = new Float64Array(count);
        this.#coarse = new Float64Array(count);
      }
      if (this.values[v]!.length < count) this.values[v] = new Float64Array(count);
      const values = this.values[v]!;
      for (let i = 0; i < count; i++) this.#points[i] = root * nodes[i]!;
      this.#f.into(this.#points, values, 0, count);
      const weighted = (at: number) => values[at]! ** 2 * Math.exp(-0.25 * nodes[at]! ** 2);
      let peak = 0;
      for (let i = 0; i < count; i++) peak = Math.max(peak, weighted(i));
      const half = this.#f.parity !== 'none';
      const edge = half ? weighted(count - 1) : Math.max(weighted(0), weighted(count - 1));
      if (!Number.isFinite(peak)) {
        throw new RangeError(
          `f(u)² grows too fast or is not finite for |u| ≤ ${root * this.basis.reach}, which u ~ N(0, ${variance}) needs`,
        );
      }
      if (edge <= negligible * peak || peak === 0) return;
      const wider = reaches.find((reach) => reach > this.basis.reach);
      if (wider === undefined) {
        throw new RangeError(`f(u)² grows too fast to be averaged over u ~ N(0, ${variance})`);
      }
      this.basis.widen(wider);
    }
  }

  /** weights × f^power × e^{−z²/4}, for the fine and the coarse rule. */
  #weigh(values: Float64Array, power: 1 | 2): void {
    const { rule, functions } = this.basis;
    for (let i = 0; i < rule.nodes.length; i++) {
      const value = (power === 2 ? values[i]! * values[i]! : values[i]!) * functions[i]!;
      this.#fine[i] = value * rule.weights[i]!;
      this.#coarse[i] = value * rule.coarse[i]!;
    }
  }

  #project(out: Float64Array, order: number, parity: LineFunction['parity']): number {
    const table = this.basis.functions;
    const count = this.basis.rule.nodes.length;
    const fine = this.#fine;
    const coarse = this.#coarse;
    let worst = 0;
    if (parity !== 'none') out.fill(0, 0, order + 1);
    for (let k = parity === 'odd' ? 1 : 0; k <= order; k += parity === 'none' ? 1 : 2) {
      const row = k * count;
      let sum = 0;
      let rough = 0;
      for (let i = 0; i < count; i++) {
        const psi = table[row + i]!;
        sum += fine[i]! * psi;
        rough += coarse[i]! * psi;
      }
      out[k] = sum;
      const difference = Math.abs(sum - rough);
      if (!(difference <= worst)) worst = difference;
    }
    return worst;
  }
}

function grown(array: Float64Array, order: number): Float64Array {
  return array.length > order ? array : new Float64Array(Math.ceil(1.25 * order) + 1);
}

/** Averages of one function with the error that was reached. */
export interface HermiteAverages {
  /** α_k = E[f h_k], k = 0..order. */
  readonly alpha: Float64Array;
  /** β_k = E[f² h_k], k = 0..order. */
  readonly beta: Float64Array;
  /** Largest error estimate: absolute for α in units of √E[f²], for β in units of E[f²]. */
  readonly error: number;
}

/** α_k and β_k of one function at one variance; see `HermiteCoefficients`. */
export function hermiteAverages(f: LineFunction, variance: number, order: number, tolerance: number): HermiteAverages {
  const coefficients = new HermiteCoefficients(f, 1, tolerance, order);
  const error = coefficients.evaluate(Float64Array.of(variance), order, order);
  return { alpha: coefficients.alpha[0]!.slice(0, order + 1), beta: coefficients.beta[0]!.slice(0, order + 1), error };
}
