import * as z from 'zod';
import { block, choice, flag, integer, number, oneOf } from '../../../scenario/fields.ts';

const effectiveDepth = number('L~: the leak over all of depth; the energies are divided by it', { above: 0, to: 1000 });
const width = integer('w: neurons', 1, 100_000);
const activation = oneOf('sigma, acting on each neuron', 'one of relu, identity, or {softplus: sharpness}', [
  z.enum(['relu', 'identity']),
  block('a smooth approximation of relu', {
    softplus: number('beta of ln(1 + exp(beta z)) / beta', { above: 0 }),
  }),
]);
const bias = flag('a last column of W that acts on 1, and decays with the rest');

/** The fields of a Leaky ResNet without maps. */
export const networkFields = {
  effectiveDepth,
  width,
  activation: activation.default('relu'),
  bias: bias.default(true),
};

const map = (meaning: string) =>
  choice(`${meaning}; fixed: random, orthonormal; learned: trained from random`, ['none', 'fixed', 'learned']);

/** The fields of a Leaky ResNet that data enter and leave. */
export const modelFields = {
  ...networkFields,
  inputMap: map('linear map of inputs to neurons; none: the first neurons are the inputs, the others zero').default(
    'none',
  ),
  outputMap: map('linear map of neurons to outputs; none: the first neurons are the outputs').default('none'),
};

/** The smallest kernel that the energies see. */
export const stabiliser = block('gamma of the stabilised kernel K + gamma I, in energies and bounds alone', {
  relative: number('gamma at depth p over the operator norm of K_p', { from: 0, to: 1 }).default(1e-3),
});
