import type { RealArray } from '../numeric/dense/matrix.ts';
import { type CompleteOptimiser, completeOptimiser } from './complete-optimiser.ts';
import { copyArrays, restoreArrays } from './named-arrays.ts';
import type { NamedArrays, Network } from './network.ts';
import type { OptimiserSpec } from './optimiser.ts';
import type { OptimiserRoom } from './optimiser-room.ts';
import { rateAt } from './schedule.ts';
import { wholePower } from './whole-power.ts';

/** Moves the trained parameters of one network along its gradient. */
export interface Optimiser {
  /** Steps done. */
  readonly steps: number;
  /**
   * One step. Reads `gradient`, writes `parameters`, both within `trainable` only; allocates no array.
   * @throws Error when another optimiser was created for the network since
   */
  step(): void;
  /** Moments and number of steps, copied; for `restore`. */
  snapshot(): NamedArrays;
  /** @throws RangeError where arrays or lengths do not fit */
  restore(arrays: NamedArrays): void;
}

const momentNames = {
  sgd: [],
  momentum: ['velocity'],
  adam: ['mean', 'square'],
  adamw: ['mean', 'square'],
} as const;

/** With moments at 0, in the memory of the network. @throws RangeError for settings out of range */
export function createOptimiser(spec: OptimiserSpec, network: Network): Optimiser {
  const settings = completeOptimiser(spec);
  const room = network.optimiserRoom();
  const count = new Float64Array(1);
  const saved: Record<string, RealArray> = { 'optimiser.steps': count };
  momentNames[spec.kind].forEach((name, i) => {
    saved[`optimiser.${name}`] = room.moments[i]!;
  });
  return {
    get steps() {
      return count[0]!;
    },
    step() {
      if (!room.held) throw new Error('Optimiser: another one was created for this network; go on with that one.');
      const rate = rateAt(spec.rate, count[0]!++);
      update(settings, network, room, rate, count[0]!);
    },
    snapshot: () => copyArrays(saved),
    restore: (arrays) => restoreArrays(saved, arrays),
  };
}

/**
 * Step t = 1, 2, … at the rate η, with h = g + λ θ; λ = 0 for arrays that do not decay. Formulas as in torch.optim:
 *
 *     sgd        θ ← θ − η h
 *     momentum   v ← μ v + h,   θ ← θ − η v;   for Nesterov θ ← θ − η (h + μ v).  Sutskever et al., ICML 2013
 *     adam       m ← β₁ m + (1 − β₁) h,   s ← β₂ s + (1 − β₂) h²,   θ ← θ − η (m/(1 − β₁ᵗ)) / (√(s/(1 − β₂ᵗ)) + ε)
 *     adamw      the same with h = g, and − ηλθ beside.  Kingma & Ba, arXiv 1412.6980; Loshchilov & Hutter, arXiv 1711.05101
 */
function update(
  settings: CompleteOptimiser,
  { parameters, gradient, trainable }: Network,
  { moments, passes, address }: OptimiserRoom<RealArray>,
  rate: number,
  t: number,
): void {
  for (const { offset, length, decays } of trainable) {
    const decay = decays ? settings.weightDecay : 0;
    const from = (values: RealArray) => address(values) + offset * values.BYTES_PER_ELEMENT;
    const [theta, g, first, second] = [from(parameters), from(gradient), from(moments[0]), from(moments[1])];
    if (settings.kind === 'sgd') passes.plainUpdate(length, theta, g, rate, decay);
    else if (settings.kind === 'momentum') {
      passes.momentumUpdate(length, theta, g, first, rate, decay, settings.momentum, settings.nesterov);
    } else {
      const { kind, beta1, beta2, epsilon } = settings;
      const step = rate / (1 - wholePower(beta1, t));
      const inverseRoot = 1 / Math.sqrt(1 - wholePower(beta2, t));
      const [coupled, decoupled] = kind === 'adam' ? [decay, 0] : [0, rate * decay];
      // biome-ignore format: where, moments, steps
      passes.adamUpdate(
        length, theta, g, first, second,
        beta1, 1 - beta1, beta2, 1 - beta2,
        coupled, decoupled, step, inverseRoot, epsilon,
      );
    }
  }
}
