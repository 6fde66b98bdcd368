import type { Activation } from '../../../model/activation.ts';
import type { Ensemble } from '../../../model/ensemble.ts';
import type { InfiniteWidthChain } from '../../../model/infinite-width-chain.ts';
import { distinctInputs } from '../../../theory/kernel/distinct-inputs.ts';
import { KernelEquations } from '../../../theory/kernel/kernel-equations.ts';
import { sayingWhy } from './failure.ts';

/** Error of the Gaussian averages of the chain that drives the samplers, relative. */
export const chainTolerance = 1e-12;

/**
 * K0, F, E₂ and χ of every layer, K0^{ℓ+1} = (1 − κε²)² K0^ℓ + ε² F(K0^ℓ).
 *
 * @param tolerance error of the Gaussian averages, relative
 * @throws TheoryError for inputs the theory cannot treat
 */
export function infiniteWidthChain(ensemble: Ensemble, activation: Activation, tolerance: number): InfiniteWidthChain {
  const { inputKernel, layers, horizon, weightVariance, biasVariance, leak } = ensemble;
  const distinct = distinctInputs(inputKernel);
  const equations = sayingWhy(
    () =>
      new KernelEquations({
        ...{ activation, weightVariance, biasVariance, leak },
        initialKernel: distinct.kernel,
        inputs: distinct.count,
        closures: [],
        modeOrder: 0,
        averageTolerance: tolerance,
      }),
  );
  const pairs = distinct.pair.length;
  const kernels = new Float64Array((layers + 1) * pairs);
  const increments = new Float64Array((layers + 1) * pairs);
  const products = new Float64Array((layers + 1) * pairs);
  const susceptibilities = new Float64Array((layers + 1) * pairs * 3);
  const { increment, susceptibility } = equations.background;
  let kernel = equations.initial();
  let next: Float64Array = new Float64Array(kernel.length);
  let largest = 0;
  for (let layer = 0; layer <= layers; layer++) {
    sayingWhy(() => equations.stepInto(kernel, next, horizon / layers));
    for (let p = 0; p < pairs; p++) {
      const from = distinct.pair[p]!;
      const to = layer * pairs + p;
      kernels[to] = kernel[from]!;
      increments[to] = increment[from]!;
      products[to] = (increment[from]! - biasVariance) / weightVariance;
      largest = Math.max(largest, Math.abs(products[to]!));
      const turned = distinct.swapped[p] === 1;
      for (let i = 0; i < 3; i++) susceptibilities[3 * to + i] = susceptibility[3 * from + (turned ? 2 - i : i)]!;
    }
    [kernel, next] = [next, kernel];
  }
  const averageError = equations.background.averageError * largest;
  return { inputs: inputKernel.length, layers, kernels, increments, products, susceptibilities, averageError };
}
