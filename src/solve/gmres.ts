import { dot } from './minimise/vector.ts';

/**
 * Solves M x = b by the generalised minimal residual method (Saad & Schultz 1986): Arnoldi with modified Gram–Schmidt
 * and Givens rotations, from x = 0, without restarts. One value serves many right-hand sides; solving allocates nothing.
 */
export class Gmres {
  readonly #size: number;
  readonly #dimension: number;
  /** Orthonormal basis of the Krylov space, one vector after another. */
  readonly #basis: Float64Array[];
  /** Upper triangle R of the rotated Hessenberg matrix, column k from k (k + 1)/2. */
  readonly #triangle: Float64Array;
  readonly #column: Float64Array;
  readonly #cosine: Float64Array;
  readonly #sine: Float64Array;
  readonly #rotated: Float64Array;

  /** @throws RangeError when there is no room for a single direction */
  constructor(size: number, dimension: number) {
    if (!(Number.isInteger(dimension) && dimension >= 1)) {
      throw new RangeError(`Krylov spaces have at least one dimension; got ${dimension}`);
    }
    this.#size = size;
    this.#dimension = Math.min(dimension, size);
    const count = this.#dimension + 1;
    this.#basis = Array.from({ length: count }, () => new Float64Array(size));
    this.#triangle = new Float64Array((count * (count + 1)) / 2);
    this.#column = new Float64Array(count + 1);
    this.#cosine = new Float64Array(count);
    this.#sine = new Float64Array(count);
    this.#rotated = new Float64Array(count + 1);
  }

  /**
   * Writes x with ‖b − M x‖ ≤ reduction · ‖b‖, or the best x of the whole Krylov space.
   * `multiply` writes M v into out. Returns the number of products taken.
   */
  solve(
    multiply: (v: Float64Array, out: Float64Array) => void,
    b: Float64Array,
    x: Float64Array,
    reduction: number,
  ): number {
    const basis = this.#basis;
    x.fill(0);
    const norm = Math.sqrt(dot(b, b));
    if (!(norm > 0)) return 0;
    for (let i = 0; i < this.#size; i++) basis[0]![i] = b[i]! / norm;
    this.#rotated.fill(0);
    this.#rotated[0] = norm;
    let k = 0;
    while (k < this.#dimension && Math.abs(this.#rotated[k]!) > reduction * norm) {
      multiply(basis[k]!, basis[k + 1]!);
      const length = this.#orthogonalise(k);
      this.#rotate(k, length);
      k++;
      if (length === 0) break;
      const next = basis[k]!;
      for (let i = 0; i < this.#size; i++) next[i]! /= length;
    }
    this.#combine(k, x);
    return k;
  }

  #orthogonalise(k: number): number {
    const next = this.#basis[k + 1]!;
    for (let j = 0; j <= k; j++) {
      const along = dot(this.#basis[j]!, next);
      this.#column[j] = along;
      subtract(next, along, this.#basis[j]!);
    }
    return Math.sqrt(dot(next, next));
  }

  #rotate(k: number, length: number): void {
    const column = this.#column;
    for (let j = 0; j < k; j++) {
      const upper = column[j]!;
      const lower = column[j + 1]!;
      column[j] = this.#cosine[j]! * upper + this.#sine[j]! * lower;
      column[j + 1] = this.#cosine[j]! * lower - this.#sine[j]! * upper;
    }
    const radius = Math.hypot(column[k]!, length);
    this.#cosine[k] = radius === 0 ? 1 : column[k]! / radius;
    this.#sine[k] = radius === 0 ? 0 : length / radius;
    column[k] = radius;
    this.#triangle.set(column.subarray(0, k + 1), (k * (k + 1)) / 2);
    this.#rotated[k + 1] = -this.#sine[k]! * this.#rotated[k]!;
    this.#rotated[k]! *= this.#cosine[k]!;
  }

  #combine(k: number, x: Float64Array): void {
    const weight = this.#rotated;
    for (let j = k - 1; j >= 0; j--) {
      const start = (j * (j + 1)) / 2;
      const diagonal = this.#triangle[start + j]!;
      weight[j] = diagonal === 0 ? 0 : weight[j]! / diagonal;
      for (let i = 0; i < j; i++) weight[i]! -= this.#triangle[start + i]! * weight[j]!;
      subtract(x, -weight[j]!, this.#basis[j]!);
    }
  }
}

function subtract(y: Float64Array, factor: number, x: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i]! -= factor * x[i]!;
}
