import { ConjugateGradients } from './conjugate-gradients.ts';
import { firstStep } from './lbfgs.ts';
import { LimitedMemory } from './limited-memory.ts';
import { searchLine } from './line-search.ts';
import { type DescentSettings, type Minimum, refuseUnless } from './minimum.ts';
import type { Objective } from './objective.ts';
import { Progress } from './progress.ts';
import { Ray } from './ray.ts';
import { dot, multipleInto, norm } from './vector.ts';

export interface NewtonCgSettings extends DescentSettings {
  /** Most Hessian-vector products in one iteration. */
  readonly products: number;
  /** First trust radius: the longest first step, in the given variables. It adapts afterwards. */
  readonly firstRadius: number;
  /** Pairs (d, Hd) of one iteration's conjugate gradients that precondition the next; 0 for none. */
  readonly preconditionerMemory: number;
  readonly forcing?: string;
}

export async function newtonCg(objective: Objective, start: Float64Array, settings: NewtonCgSettings): Promise<Minimum> {
  const { products, firstRadius, preconditionerMemory, gradientTolerance, valueRounding } = settings;
  refuseUnless(objective.curvature !== undefined, 'Newton needs an objective with curvature', 'none');
  refuseUnless(products >= 1, 'products must be at least 1', products);
  refuseUnless(firstRadius > 0 && firstRadius < Infinity, 'firstRadius must be positive and finite', firstRadius);
  const progress = new Progress(objective, start, settings, settings);
  const ray = new Ray(start, progress);
  const n = start.length;
  const cg = new ConjugateGradients(n, (v, out) => progress.curvature(v, out), preconditionerMemory > 0);
  let pre: LimitedMemory | null = null;
  const zero = new Float64Array(n);
  await ray.begin();
  let gradientNorm = norm(ray.gradient);
  const g0 = gradientNorm;
  let before = NaN;
  let eta = 0.5;
  let radius = firstRadius;
  let length = 0;
  let outcome = await progress.accept(ray.x, ray.value, gradientNorm, 0);
  const log = (globalThis as any).NLOG;
  while (outcome === null) {
    if (settings.forcing === 'sqrt') eta = Math.min(0.5, Math.sqrt(gradientNorm / g0));
    else if (settings.forcing === 'sqrt0.1') eta = Math.min(0.1, Math.sqrt(gradientNorm / g0));
    else if (before > 0) {
      const cap = settings.forcing === 'ew0.1' ? 0.1 : 0.5;
      const guard = 0.9 * eta * eta;
      eta = 0.9 * (gradientNorm / before) ** 2;
      if (guard > 0.1) eta = Math.max(eta, guard);
      eta = Math.min(eta, cap);
    }
    eta = Math.max(eta, Math.min(0.5, (0.5 * gradientTolerance) / gradientNorm));
    const collected: LimitedMemory | null = preconditionerMemory > 0 ? new LimitedMemory(preconditionerMemory, n) : null;
    const { direction } = ray;
    const s = await cg.solveInto(direction, ray.gradient, { radius, residual: eta * gradientNorm, products }, pre, (d, Hd) => {
      collected?.add(d, zero, Hd, zero);
    });
    if (collected && collected.count>0) pre = collected;
    const slope = dot(ray.gradient, direction);
    let trial: any = null;
    let ratio = NaN;
    if (slope < 0) {
      trial = await ray.at(1);
      let ared = ray.value - trial.value;
      if (Math.abs(ared) <= 10 * valueRounding * Math.abs(ray.value)) ared = -0.5 * (slope + trial.slope);
      ratio = ared / s.decrease;
      if (log) console.log(s.end, 'eta', eta.toExponential(1), 'rad', radius.toExponential(2), 'len', s.length.toExponential(2), 'ratio', ratio);
      if (!(ratio > 1e-4 && trial.value <= progress.ceiling)) {
        let first = 0.5 * slope / (slope + ray.value - trial.value);
        first = Math.min(0.5, Math.max(0.1, Number.isFinite(first) ? first : 0.1));
        trial = await searchLine(ray, slope, first, progress.ceiling);
        if (trial) radius = trial.step * s.length;
      } else {
        length = s.length;
        if (ratio < 0.25) radius = 0.5 * s.length;
        else if (ratio > 0.75 && (s.end === 'radius' || s.end === 'negative-curvature')) radius *= ratio > 0.9 ? 4 : 2;
      }
    }
    if (trial === null) {
      multipleInto(direction, -1, ray.gradient);
      trial = await searchLine(ray, -gradientNorm * gradientNorm, firstStep(ray, gradientNorm, 0.1*length), progress.ceiling);
      if (trial === null) return progress.end('stalled');
      radius = trial.step * gradientNorm;
    }
    length = trial.step * norm(direction);
    ray.move(trial.value);
    before = gradientNorm;
    gradientNorm = norm(ray.gradient);
    outcome = await progress.accept(ray.x, ray.value, gradientNorm, length);
  }
  return progress.end(outcome);
}
