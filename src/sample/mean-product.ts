import { type Activation, leakyReluSlope } from '../model/activation.ts';
import { erfMeanProduct, piecewiseLinearMeanProduct } from '../numeric/mean-product/closed-forms.ts';
import type { MeanProduct } from '../numeric/mean-product/mean-product.ts';
import { TabulatedMeanProduct } from '../numeric/mean-product/tabulated.ts';

/** E₂ = E[σσᵀ] of an activation: in closed form where there is one, by tables over ln v otherwise. */
export function meanProductOf(activation: Activation, inputs: number): MeanProduct {
  switch (activation.name) {
    case 'identity':
      return piecewiseLinearMeanProduct(inputs, 1);
    case 'relu':
      return piecewiseLinearMeanProduct(inputs, 0);
    case 'leaky-relu':
      return piecewiseLinearMeanProduct(inputs, leakyReluSlope);
    case 'erf':
      return erfMeanProduct(inputs);
    default:
      return new TabulatedMeanProduct(activation, inputs);
  }
}
