import type { Preconditioner } from './preconditioner.ts';
import { addMultiple, dot, multipleInto } from './vector.ts';

/** Pairs whose cosine is below this would spoil the approximation more than they tell (D.-H. Li, M. Fukushima, 2001). */
const leastCosine = 1e-12;

/**
 * The latest `capacity` pairs (s, y = ∇²f s, on average) and the inverse H of the Hessian they stand for: limited-memory
 * BFGS (J. Nocedal, S. J. Wright, *Numerical Optimization*, 2nd ed., algorithm 7.4). Storage 2 · capacity · size numbers.
 * Pairs change a first matrix: sᵀy/(yᵀM⁻¹y) M⁻¹ with those of the latest pair; M is the identity where none is given.
 */
export class LimitedMemory {
  readonly #capacity: number;
  readonly #size: number;
  readonly #initial: Preconditioner | null;
  /** Rows in a ring: pair k, counted from the first ever, is in row k mod capacity. */
  readonly #steps: Float64Array;
  readonly #changes: Float64Array;
  readonly #inverses: Float64Array;
  readonly #factors: Float64Array;
  #first = 0;
  #end = 0;
  #scale = 1;

  constructor(capacity: number, size: number, initial: Preconditioner | null = null) {
    this.#capacity = capacity;
    this.#size = size;
    this.#initial = initial;
    this.#steps = new Float64Array(capacity * size);
    this.#changes = new Float64Array(capacity * size);
    this.#inverses = new Float64Array(capacity);
    this.#factors = new Float64Array(capacity);
  }

  get count(): number {
    return this.#end - this.#first;
  }

  clear(): void {
    this.#first = this.#end;
  }

  /** To be called where the first matrix has changed: pairs are kept, since they tell of the Hessian whatever that is. */
  rescale(): void {
    if (this.count === 0) return;
    const row = (this.#end - 1) % this.#capacity;
    const y = this.#changes.subarray(row * this.#size, (row + 1) * this.#size);
    this.#scale = 1 / (this.#inverses[row]! * (this.#initial?.square(y) ?? dot(y, y)));
  }

  /** Keeps the pair unless its curvature sᵀy is not clearly positive. */
  add(s: Float64Array, y: Float64Array): void {
    const sy = dot(s, y);
    const yy = dot(y, y);
    if (!(sy > leastCosine * Math.sqrt(dot(s, s) * yy)) || !Number.isFinite(yy)) return;
    if (this.count === this.#capacity) this.#first++;
    const row = this.#end % this.#capacity;
    this.#steps.set(s, row * this.#size);
    this.#changes.set(y, row * this.#size);
    this.#inverses[row] = 1 / sy;
    this.#scale = sy / (this.#initial?.square(y) ?? yy);
    this.#end++;
  }

  /** out = factor · H g; H is M⁻¹ where there is no pair. */
  applyInto(out: Float64Array, factor: number, g: Float64Array): void {
    const row = (pair: number) => (pair % this.#capacity) * this.#size;
    multipleInto(out, factor, g);
    for (let pair = this.#end - 1; pair >= this.#first; pair--) {
      const a = this.#inverses[pair % this.#capacity]! * dot(out, this.#steps, row(pair));
      this.#factors[pair % this.#capacity] = a;
      addMultiple(out, -a, this.#changes, row(pair));
    }
    const scale = this.count > 0 ? this.#scale : 1;
    if (this.#initial !== null) this.#initial.applyInto(out, scale, out);
    else if (scale !== 1) multipleInto(out, scale, out);
    for (let pair = this.#first; pair < this.#end; pair++) {
      const b = this.#inverses[pair % this.#capacity]! * dot(out, this.#changes, row(pair));
      addMultiple(out, this.#factors[pair % this.#capacity]! - b, this.#steps, row(pair));
    }
  }
}
