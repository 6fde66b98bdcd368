/** A symmetric positive definite matrix M that stands for a Hessian, by what its inverse does to vectors. */
export interface Preconditioner {
  /** Makes M anew for the Hessian at x. */
  refresh(x: Float64Array): Promise<void>;
  /** out = factor · M⁻¹ v; out may be v. Allocates nothing. */
  applyInto(out: Float64Array, factor: number, v: Float64Array): void;
  /** vᵀ M⁻¹ v. */
  square(v: Float64Array): number;
}

/** A preconditioner, and how often it is made anew. */
export interface Preconditioning {
  readonly matrix: Preconditioner;
  /** Iterations from one refresh to the next; the first is at the start. */
  readonly every: number;
}
