import { erf, erfInto, exp, log1p, logistic, tanhInto } from '../numeric/elementary.ts';

/** Names of the built-in activations, as written in a scenario. */
export const builtInActivations = [
  'identity',
  'relu',
  'leaky-relu',
  'tanh',
  'erf',
  'gelu',
  'softplus',
  'swish',
] as const;
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

type Into = Activation['into'];

// One loop each: a loop shared through a function argument is several times slower once two activations have used it.

const identityInto: Into = (x, out, start, end) => {
  for (let i = start; i < end; i++) out[i] = x[i]!;
};

const reluInto: Into = (x, out, start, end) => {
  for (let i = start; i < end; i++) out[i] = Math.max(x[i]!, 0);
};

const leakyReluInto: Into = (x, out, start, end) => {
  for (let i = start; i < end; i++) out[i] = Math.max(x[i]!, leakyReluSlope * x[i]!);
};

const geluInto: Into = (x, out, start, end) => {
  for (let i = start; i < end; i++) out[i] = 0.5 * x[i]! * (1 + erf(Math.SQRT1_2 * x[i]!));
};

const softplusInto: Into = (x, out, start, end) => {
  for (let i = start; i < end; i++) out[i] = Math.max(x[i]!, 0) + log1p(exp(-Math.abs(x[i]!)));
};

const swishInto: Into = (x, out, start, end) => {
  for (let i = start; i < end; i++) out[i] = x[i]! * logistic(x[i]!);
};

const builtIns: Readonly<Record<BuiltInActivation, Omit<Activation, 'name'>>> = {
  identity: { parity: 'odd', kinks: [], into: identityInto },
  relu: { parity: 'none', kinks: [0], into: reluInto },
  'leaky-relu': { parity: 'none', kinks: [0], into: leakyReluInto },
  tanh: { parity: 'odd', kinks: [], into: tanhInto },
  erf: { parity: 'odd', kinks: [], into: erfInto },
  gelu: { parity: 'none', kinks: [], into: geluInto },
  softplus: { parity: 'none', kinks: [], into: softplusInto },
  swish: { parity: 'none', kinks: [], into: swishInto },
};

/**
 * σ from its specification: tanh x; erf x (not rescaled); x Φ(x) for gelu (exact form of
 * Hendrycks & Gimpel, arXiv 1606.08415, Φ the normal distribution function); ln(1 + e^x) for softplus; x/(1 + e^−x) for
 * swish; max(x, 0.01 x) for leaky-relu. Asynchronous because an expression loads mathjs; the built-in ones do not.
 * @throws ExpressionError (from `./expression.ts`) for an expression that is not an activation.
 */
export async function activationOf(spec: ActivationSpec): Promise<Activation> {
  if (typeof spec === 'string') return { name: spec, ...builtIns[spec] };
  const { compileExpression } = await import('./expression.ts');
  const { text, parity, kinks, into } = await compileExpression(spec.expression);
  return { name: text, parity, kinks, into };
}
