import { type Activation, leakyReluSlope } from '../../../model/activation.ts';
import { HermiteTwoTimeAverages } from './hermite-two-time.ts';
import { PiecewiseLinearTwoTimeAverages } from './piecewise-linear-two-time.ts';
import type { TwoTimeAverages } from './two-time-averages.ts';

/**
 * Two-time averages of an activation: closed forms for identity, ReLU and leaky ReLU, Mehler's sum over Hermite
 * coefficients otherwise.
 * @param tolerance error of the averages, relative
 * @param modeOrder Hermite coefficients of σ² beyond this order count as zero, whatever the activation; null for all
 */
export function twoTimeAverages(activation: Activation, tolerance: number, modeOrder: number | null): TwoTimeAverages {
  if (modeOrder !== null) return new HermiteTwoTimeAverages(activation, tolerance, modeOrder);
  switch (activation.name) {
    case 'identity':
      return new PiecewiseLinearTwoTimeAverages(1);
    case 'relu':
      return new PiecewiseLinearTwoTimeAverages(0);
    case 'leaky-relu':
      return new PiecewiseLinearTwoTimeAverages(leakyReluSlope);
    default:
      return new HermiteTwoTimeAverages(activation, tolerance, null);
  }
}
