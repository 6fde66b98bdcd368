import { type Activation, leakyReluSlope } from '../../../model/activation.ts';
import { erfAverages } from './erf.ts';
import type { AveragesRequest, KernelAverages } from './kernel-averages.ts';
import { PiecewiseLinearAverages } from './piecewise-linear.ts';
import { SmoothAverages } from './smooth.ts';

/** Gaussian averages of an activation: in closed form where there is one, by adaptive quadrature otherwise. */
export function kernelAverages(activation: Activation, request: AveragesRequest): KernelAverages {
  switch (activation.name) {
    case 'identity':
      return new PiecewiseLinearAverages(1, request);
    case 'relu':
      return new PiecewiseLinearAverages(0, request);
    case 'leaky-relu':
      return new PiecewiseLinearAverages(leakyReluSlope, request);
    case 'erf':
      return erfAverages(activation, request);
    default:
      return new SmoothAverages(activation, request);
  }
}
