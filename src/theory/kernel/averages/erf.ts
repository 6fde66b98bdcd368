import { inputPairs, pairIndex } from '../../../model/ensemble.ts';
import type { LineFunction } from '../../../numeric/gaussian-average.ts';
import { erfProduct } from '../../../numeric/mean-product/closed-forms.ts';
import { triangleSize } from '../../../numeric/mehler.ts';
import type { AveragesRequest, KernelAverages } from './kernel-averages.ts';
import { SmoothAverages } from './smooth.ts';

/**
 * Averages of σ = erf: by quadrature, with the mean product in closed form,
 *
 *     E[erf(u_c) erf(u_d)] = (2/π) asin(2 K_cd / √((1 + 2 K_cc)(1 + 2 K_dd)))        (Williams 1996, eq. 11).
 */
export function erfAverages(f: LineFunction, request: AveragesRequest): KernelAverages {
  const smooth = new SmoothAverages(f, request);
  const { inputs, derivativeOrder } = request;
  const pairs = inputPairs(inputs);
  return {
    request,
    single: smooth.single,
    singleOrder: smooth.singleOrder,
    derivatives: smooth.derivatives,
    modes: smooth.modes,
    evaluate(kernel) {
      const error = smooth.evaluate(kernel);
      for (const [p, [c, d]] of pairs.entries()) {
        const kcc = kernel[pairIndex(inputs, c, c)]!;
        const kdd = kernel[pairIndex(inputs, d, d)]!;
        const mean = erfProduct(kcc, kdd, kernel[p]!);
        if (c === d) smooth.single[c * (smooth.singleOrder + 1)] = mean;
        else smooth.derivatives[p * triangleSize(derivativeOrder)] = mean;
      }
      return error;
    },
  };
}
