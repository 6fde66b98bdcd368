/** Names of the built-in activations, as written in a scenario. */
export const builtInActivations = ['identity', 'relu', 'leaky-relu', 'tanh', 'erf', 'gelu', 'softplus', 'swish'] as const;
export type BuiltInActivation = (typeof builtInActivations)[number];

/** σ as plain data: a built-in name, or a mathjs expression of x. */
export type ActivationSpec = BuiltInActivation | { readonly expression: string };

/** Slope of leaky ReLU for negative arguments. */
export const leakyReluSlope = 0.01;

/** σ as a function, with what a quadrature or a closed form needs to know of it. */
export interface Activation {
  /** Built-in name, or the expression's text. */
  readonly name: string;
  /** σ(−x) = −σ(x), σ(−x) = σ(x), or neither. */
  readonly parity: 'odd' | 'even' | 'none';
  /** Real points where σ is not analytic, ascending ([0] for ReLU); expressions: found on the line by testing. */
  readonly kinks: readonly number[];
  /** out[i] = σ(x[i]) for start ≤ i < end; x and out may be the same array. */
  into(x: Float64Array, out: Float64Array, start: number, end: number): void;
}
