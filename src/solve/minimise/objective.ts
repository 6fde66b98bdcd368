/** A smooth function to be minimised, with its exact derivatives. Work may run on other threads: every method is asynchronous. */
export interface Objective {
  /** Number of unknowns. */
  readonly size: number;
  /** f(x); writes ∇f(x). NaN or Infinity where f cannot be computed. */
  evaluate(x: Float64Array, gradient: Float64Array): Promise<number>;
  /** out ← ∇²f(x) v at the x of the latest `evaluate`. Absent where there is no second derivative. */
  readonly curvature?: (v: Float64Array, out: Float64Array) => Promise<void>;
}
