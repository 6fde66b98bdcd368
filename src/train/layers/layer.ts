import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { Mode } from '../network.ts';
import type { Parameter } from '../parameter.ts';

/** Rows of one example, and numbers in a row. */
export interface Shape {
  readonly tokens: number;
  readonly width: number;
}

/** A map of count × tokens rows with its derivative. Built once; its buffers are used again by every pass. */
export interface Layer<V extends RealArray> {
  /** What a row of the result is. */
  readonly output: Shape;
  readonly parameters: readonly Parameter<V>[];
  /** f(x), in a buffer of the layer, or in place of x; x, if it was not replaced, must stay as it is until `backward`. */
  forward(x: MatrixOf<V>, mode: Mode): MatrixOf<V>;
  /**
   * From dy = ∂loss/∂f at the latest forward pass, which was in mode `train`: writes the gradient of the parameters that are
   * trained and returns ∂loss/∂x where `wanted` (else anything). Does not change dy.
   */
  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V>;
}

/** Whether a layer has parameters that are trained. */
export function trains(layer: Layer<RealArray>): boolean {
  return layer.parameters.some((parameter) => parameter.trained);
}
