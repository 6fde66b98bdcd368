import { choice, integer, number } from '../scenario/fields.ts';

export const activationNames = ['relu', 'gelu', 'tanh', 'identity'] as const;
export const optimiserNames = ['sgd', 'momentum', 'adam', 'adamw'] as const;

/** Fields of a scenario about how parameters follow the gradient, none with a default. */
export const optimiserFields = {
  optimiser: choice('how parameters follow the gradient', optimiserNames),
  learningRate: number('learning rate, after the warm-up', { above: 0, to: 1e6 }),
  momentum: number('share of the last step, for momentum', { from: 0, to: 0.9999 }),
  beta2: number('beta_2 of adam and adamw', { above: 0, to: 0.99999 }),
  weightDecay: number('lambda, on matrices: added to the gradient, or for adamw taken off the weights', { from: 0 }),
  steps: integer('steps in all', 1, 10_000_000),
  warmUp: integer('steps over which the learning rate rises from 0', 0, 1_000_000),
  schedule: choice('learning rate after the warm-up: kept, or down to 0 along half a cosine', ['constant', 'cosine']),
};
