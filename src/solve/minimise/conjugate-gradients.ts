import type { LimitedMemory } from './limited-memory.ts';
import { addMultiple, dot, multipleInto, norm } from './vector.ts';

/** Where conjugate gradients stopped. */
export interface TruncatedStep {
  /** m(0) − m(p) > 0 of the model m(p) = gᵀp + ½ pᵀHp. */
  readonly decrease: number;
  /** ‖g + Hp‖. */
  readonly residual: number;
  readonly length: number;
  readonly end: 'solved' | 'out-of-products' | 'radius' | 'negative-curvature';
}

/** ‖p‖ ≤ radius; ‖g + Hp‖ ≤ residual; at most so many products. */
export interface TruncationLimits {
  readonly radius: number;
  readonly residual: number;
  readonly products: number;
}

/**
 * Minimises gᵀp + ½ pᵀHp within ‖p‖ ≤ radius by conjugate gradients, which stop on the sphere where they would leave it
 * or meet negative curvature (T. Steihaug, *SIAM J. Numer. Anal.* 20 (1983) 626; P. Toint 1981). With a preconditioner
 * the path is that of the preconditioned iteration; the sphere stays Euclidean.
 */
export class ConjugateGradients {
  readonly #product: (v: Float64Array, out: Float64Array) => Promise<void>;
  readonly #residual: Float64Array;
  readonly #direction: Float64Array;
  readonly #image: Float64Array;
  readonly #preconditioned: Float64Array | null;

  constructor(size: number, product: (v: Float64Array, out: Float64Array) => Promise<void>, preconditioned: boolean) {
    this.#product = product;
    this.#residual = new Float64Array(size);
    this.#direction = new Float64Array(size);
    this.#image = new Float64Array(size);
    this.#preconditioned = preconditioned ? new Float64Array(size) : null;
  }

  /**
   * Writes p. A preconditioner needs the room asked for in the constructor. `collect` is given every direction with its
   * image under H, before they are overwritten.
   */
  async solveInto(
    p: Float64Array,
    g: Float64Array,
    limits: TruncationLimits,
    preconditioner: LimitedMemory | null,
    collect: (direction: Float64Array, image: Float64Array) => void,
  ): Promise<TruncatedStep> {
    const r = this.#residual;
    const d = this.#direction;
    const Hd = this.#image;
    const z = preconditioner === null ? r : this.#preconditioned!;
    p.fill(0);
    r.set(g);
    preconditioner?.applyInto(z, 1, r);
    multipleInto(d, -1, z);
    let rz = dot(r, z);
    let pp = 0;
    let decrease = 0;
    let residual = norm(r);
    for (let product = 1; product <= limits.products; product++) {
      await this.#product(d, Hd);
      const dHd = dot(d, Hd);
      const dd = dot(d, d);
      const pd = dot(p, d);
      const step = rz / dHd;
      const outside = pp + step * (2 * pd + step * dd) > limits.radius ** 2;
      if (!(dHd > 0) || outside) {
        const edge = toSphere(pp, pd, dd, limits.radius);
        addMultiple(p, edge, d);
        return {
          decrease: decrease + edge * rz - 0.5 * edge * edge * dHd,
          residual,
          length: limits.radius,
          end: dHd > 0 ? 'radius' : 'negative-curvature',
        };
      }
      collect(d, Hd);
      addMultiple(p, step, d);
      addMultiple(r, step, Hd);
      decrease += 0.5 * step * rz;
      pp = dot(p, p);
      residual = norm(r);
      if (residual <= limits.residual) return { decrease, residual, length: Math.sqrt(pp), end: 'solved' };
      preconditioner?.applyInto(z, 1, r);
      const next = dot(r, z);
      const ratio = next / rz;
      for (let i = 0; i < d.length; i++) d[i] = ratio * d[i]! - z[i]!;
      rz = next;
    }
    return { decrease, residual, length: Math.sqrt(pp), end: 'out-of-products' };
  }
}

/** The positive t with ‖p + t d‖ = radius, from ‖p‖², pᵀd, ‖d‖²; without cancellation. */
function toSphere(pp: number, pd: number, dd: number, radius: number): number {
  const room = radius * radius - pp;
  const root = Math.sqrt(pd * pd + dd * room);
  return pd > 0 ? room / (pd + root) : (root - pd) / dd;
}
