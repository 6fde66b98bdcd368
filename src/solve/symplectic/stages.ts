import { Gmres } from '../gmres.ts';
import type { GaussLegendre } from './gauss-legendre.ts';

export type Rate = (t: number, y: Float64Array, out: Float64Array) => void;

/**
 * How the implicit equations K_i = f(t + c_i h, y + h Σ_j a_ij K_j) of a step are solved: by substitution (converges for
 * |h| ‖f′‖ below about 1), or by Newton's method with GMRES on the derivative at every stage.
 */
export type StageSolver =
  | { readonly method: 'fixed-point'; readonly maximumIterations: number }
  | {
      readonly method: 'newton-krylov';
      readonly maximumIterations: number;
      /** Writes (∂f/∂y)(t, y) v into `out`. */
      readonly jacobianProduct: (t: number, y: Float64Array, v: Float64Array, out: Float64Array) => void;
      /** Dimensions of the Krylov space, and the reduction of the linear residual at which it is left. */
      readonly krylovDimension: number;
      readonly reduction: number;
    };

/** How the solve of one step's stages ended: slopes correct to rounding, or not. */
export type StageOutcome = 'solved' | 'not-solved' | 'not-finite';

/**
 * Stages of one step. The iteration runs to rounding: it ends when its correction h|ΔK| vanishes or stops shrinking at
 * rounding level (10³ eps of the state), the rule of Hairer, Lubich & Wanner, VIII.6; Newton's method also when its next
 * correction would, at the rate of the last one, be below eps of the increment. Three corrections that grow above
 * rounding level end it as not solved.
 */
export class Stages {
  readonly method: GaussLegendre;
  /** K, stages × unknowns: on entry of `solve` the starting values, afterwards the solution. */
  readonly slopes: Float64Array[];
  evaluations = 0;
  products = 0;
  iterations = 0;
  /** Unknown whose rate was not finite at the latest defect, or −1. */
  notFinite = -1;
  readonly #rate: Rate;
  readonly #solver: StageSolver;
  readonly #points: Float64Array[];
  readonly #values: Float64Array;
  readonly #correction: Float64Array;
  readonly #defect: Float64Array;
  readonly #shift: Float64Array;
  readonly #old: Float64Array;
  readonly #gmres: Gmres | null;

  constructor(method: GaussLegendre, rate: Rate, solver: StageSolver, unknowns: number) {
    const count = method.points.length;
    const rows = () => Array.from({ length: count }, () => new Float64Array(unknowns));
    this.method = method;
    this.slopes = rows();
    this.#points = rows();
    this.#rate = rate;
    this.#solver = solver;
    this.#values = new Float64Array(unknowns);
    this.#defect = new Float64Array(count * unknowns);
    this.#correction = new Float64Array(count * unknowns);
    this.#shift = new Float64Array(unknowns);
    this.#old = new Float64Array(count);
    this.#gmres = solver.method === 'newton-krylov' ? new Gmres(count * unknowns, solver.krylovDimension) : null;
  }

  /** Starting values for the next step: the polynomial through the slopes of the last one, continued. */
  extrapolate(): void {
    const { extrapolation } = this.method;
    const count = this.slopes.length;
    const old = this.#old;
    for (let u = 0; u < this.#values.length; u++) {
      for (let j = 0; j < count; j++) old[j] = this.slopes[j]![u]!;
      for (let i = 0; i < count; i++) {
        let sum = 0;
        for (let j = 0; j < count; j++) sum += extrapolation[i * count + j]! * old[j]!;
        this.slopes[i]![u] = sum;
      }
    }
  }

  /** Solves for the slopes of the step of length h from (t, y). */
  solve(t: number, y: Float64Array, h: number): StageOutcome {
    let last = Infinity;
    let rises = 0;
    for (let iteration = 1; iteration <= this.#solver.maximumIterations; iteration++) {
      this.iterations++;
      if (!this.#measureDefect(t, y, h)) return iteration === 1 || rises === 0 ? 'not-finite' : 'not-solved';
      const change = Math.abs(h) * this.#correct(t, h);
      if (change === 0) return 'solved';
      const increment = Math.abs(h) * Math.max(...this.slopes.map(largest));
      if (this.#gmres !== null && change * (change / last) <= Number.EPSILON * increment && iteration > 1)
        return 'solved';
      if (!(change < last)) {
        const level = largest(y) + increment;
        if (change <= 1e3 * Number.EPSILON * level) return 'solved';
        if (++rises === 3) return 'not-solved';
      }
      last = change;
    }
    return 'not-solved';
  }

  /** Defect f(t + c_i h, Y_i) − K_i of every stage; false when it is not finite. */
  #measureDefect(t: number, y: Float64Array, h: number): boolean {
    const { points } = this.method;
    this.notFinite = -1;
    for (let i = 0; i < points.length; i++) {
      const at = this.#points[i]!;
      this.#combine(i, this.slopes, at);
      for (let u = 0; u < y.length; u++) at[u] = y[u]! + h * at[u]!;
      this.#rate(t + points[i]! * h, at, this.#values);
      this.evaluations++;
      const slope = this.slopes[i]!;
      for (let u = 0; u < y.length; u++) {
        const defect = this.#values[u]! - slope[u]!;
        this.#defect[i * y.length + u] = defect;
        if (defect * 0 !== 0) this.notFinite = u;
      }
    }
    return this.notFinite < 0;
  }

  /** Corrects the slopes; returns the largest correction. */
  #correct(t: number, h: number): number {
    const correction = this.#gmres === null ? this.#defect : this.#newtonCorrection(t, h);
    const unknowns = this.#values.length;
    let change = 0;
    for (const [i, slope] of this.slopes.entries()) {
      for (let u = 0; u < unknowns; u++) {
        const value = correction[i * unknowns + u]!;
        slope[u]! += value;
        change = Math.max(change, Math.abs(value));
      }
    }
    return change;
  }

  #newtonCorrection(t: number, h: number): Float64Array {
    const solver = this.#solver;
    if (solver.method !== 'newton-krylov') return this.#defect;
    const { points } = this.method;
    const unknowns = this.#values.length;
    const rowsOf = (v: Float64Array) => points.map((_, i) => v.subarray(i * unknowns, (i + 1) * unknowns));
    const multiply = (v: Float64Array, out: Float64Array) => {
      const rows = rowsOf(v);
      for (let i = 0; i < points.length; i++) {
        this.#combine(i, rows, this.#shift);
        solver.jacobianProduct(t + points[i]! * h, this.#points[i]!, this.#shift, this.#values);
        this.products++;
        for (let u = 0; u < unknowns; u++) out[i * unknowns + u] = v[i * unknowns + u]! - h * this.#values[u]!;
      }
    };
    this.#gmres?.solve(multiply, this.#defect, this.#correction, solver.reduction);
    return this.#correction;
  }

  /** out ← Σ_j a_ij rows_j. */
  #combine(i: number, rows: readonly Float64Array[], out: Float64Array): void {
    out.fill(0);
    for (let j = 0; j < rows.length; j++) {
      const weight = this.method.stages[i * rows.length + j]!;
      const row = rows[j]!;
      for (let u = 0; u < out.length; u++) out[u]! += weight * row[u]!;
    }
  }
}

function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}
