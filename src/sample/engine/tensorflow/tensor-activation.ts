import type { Tensor3D } from '@tensorflow/tfjs-core';
import { type BuiltInActivation, leakyReluSlope } from '../../../model/activation.ts';
import type { TensorLibrary } from './backend.ts';

/** σ by entries, as an operation of the backend. */
export type TensorActivation = (tf: TensorLibrary, x: Tensor3D) => Tensor3D;

/**
 * Largest error measured over |x| ≤ 8 in units of the float32 spacing 2⁻²³ of σ or of 1: below 4 on tfjs wasm and cpu, except
 * erf of tfjs cpu, which is formula 7.1.26 of Abramowitz & Stegun (1.7·10⁻⁷ absolute, 1.7·10⁻⁵ relative near 0).
 */
export const tensorActivations: Readonly<Record<BuiltInActivation, TensorActivation>> = {
  identity: (_, x) => x,
  relu: (tf, x) => tf.relu(x),
  'leaky-relu': (tf, x) => tf.leakyRelu(x, leakyReluSlope),
  tanh: (tf, x) => tf.tanh(x),
  erf: (tf, x) => tf.erf(x),
  gelu: (tf, x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  softplus: (tf, x) => tf.softplus(x),
  swish: (tf, x) => tf.mul(x, tf.sigmoid(x)),
};
