import type { MatrixOf, RealArray } from '../numeric/dense/matrix.ts';
import type { InitialLaw } from './layer-spec.ts';
import type { ParameterArray } from './network.ts';

/** How the entries of an array begin: all at one value, or drawn with mean 0 and this standard deviation. */
export type Beginning = number | { readonly draw: InitialLaw['draw']; readonly deviation: number };

/** An array of parameters within a network. */
export interface Parameter<V extends RealArray> extends ParameterArray {
  readonly value: MatrixOf<V>;
  readonly gradient: MatrixOf<V>;
  readonly beginning: Beginning;
  /** Number of the stream that initial values come from. */
  readonly stream: number;
  /** Whether `backward` writes its gradient. */
  trained: boolean;
}

/** Weights with so many inputs to an output, under a law. */
export function beginningOfWeights(law: InitialLaw, fanIn: number): Beginning {
  const variance = law.per === 'fan-in' ? law.variance / fanIn : law.variance;
  return { draw: law.draw, deviation: Math.sqrt(variance) };
}

/** Biases beside such weights. */
export function beginningOfBiases(law: InitialLaw, fanIn: number): Beginning {
  return law.biases === 'drawn' ? beginningOfWeights(law, fanIn) : 0;
}
