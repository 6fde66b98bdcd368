import type { Preconditioner } from './preconditioner.ts';
import { addMultiple, dot, multipleInto, norm } from './vector.ts';

/** Where damped conjugate gradients stopped. */
export interface DampedStep {
  /** m(0) − m(p) of the model without damping, m(p) = gᵀp + ½ pᵀHp. */
  readonly decrease: number;
  /** Least dᵀHd/dᵀMd of the directions gone through: no less than the least eigenvalue of M⁻¹H. */
  readonly leastCurvature: number;
  readonly end: 'solved' | 'out-of-products' | 'negative-curvature';
}

/** δ in units of M; ‖g + (H + δM)p‖ ≤ residual; at most so many products. */
export interface DampedLimits {
  readonly damping: number;
  readonly residual: number;
  readonly products: number;
}

/**
 * Solves (H + δM) p = −g by conjugate gradients preconditioned by M. Only M⁻¹ is ever applied: since M z = r, the image
 * M d follows from the recurrence of d. They stop where H + δM shows that it is not positive definite: at the point
 * reached, or, where that is still 0, after −M⁻¹g at the absolute value of its curvature.
 */
export class DampedConjugateGradients {
  readonly #product: (v: Float64Array, out: Float64Array) => Promise<void>;
  readonly #residual: Float64Array;
  readonly #direction: Float64Array;
  readonly #image: Float64Array;
  readonly #preconditioned: Float64Array;
  /** M d and M p. */
  readonly #metricDirection: Float64Array;
  readonly #metricStep: Float64Array;

  constructor(size: number, product: (v: Float64Array, out: Float64Array) => Promise<void>) {
    this.#product = product;
    this.#residual = new Float64Array(size);
    this.#direction = new Float64Array(size);
    this.#image = new Float64Array(size);
    this.#preconditioned = new Float64Array(size);
    this.#metricDirection = new Float64Array(size);
    this.#metricStep = new Float64Array(size);
  }

  /** Writes p, a descent direction unless H is not finite. */
  async solveInto(p: Float64Array, g: Float64Array, limits: DampedLimits, m: Preconditioner): Promise<DampedStep> {
    const { damping } = limits;
    const [r, d, Hd] = [this.#residual, this.#direction, this.#image];
    const [z, Md, Mp] = [this.#preconditioned, this.#metricDirection, this.#metricStep];
    p.fill(0);
    Mp.fill(0);
    r.set(g);
    m.applyInto(z, 1, r);
    multipleInto(d, -1, z);
    multipleInto(Md, -1, r);
    let rz = dot(r, z);
    let damped = 0;
    let leastCurvature = Infinity;
    const ended = (end: DampedStep['end']): DampedStep => ({
      decrease: damped + 0.5 * damping * dot(p, Mp),
      leastCurvature,
      end,
    });
    for (let product = 1; product <= limits.products; product++) {
      await this.#product(d, Hd);
      const dHd = dot(d, Hd);
      const dMd = dot(d, Md);
      const along = dHd + damping * dMd;
      leastCurvature = Math.min(leastCurvature, dHd / dMd);
      if (!(along > 0)) {
        if (product > 1) return ended('negative-curvature');
        const step = rz / (Math.abs(dHd) + damping * dMd);
        addMultiple(p, step, d);
        return { decrease: step * rz - 0.5 * step * step * dHd, leastCurvature, end: 'negative-curvature' };
      }
      const step = rz / along;
      addMultiple(p, step, d);
      addMultiple(Mp, step, Md);
      addMultiple(r, step, Hd);
      addMultiple(r, step * damping, Md);
      damped += 0.5 * step * rz;
      if (norm(r) <= limits.residual) return ended('solved');
      m.applyInto(z, 1, r);
      const next = dot(r, z);
      const ratio = next / rz;
      for (let i = 0; i < d.length; i++) {
        d[i] = ratio * d[i]! - z[i]!;
        Md[i] = ratio * Md[i]! - r[i]!;
      }
      rz = next;
    }
    return ended('out-of-products');
  }
}
