/** Values with errors of one quantity from one source, saved depths × components. */
export interface Valued {
  readonly value: ArrayLike<number>;
  readonly error: ArrayLike<number>;
}

/** The relative error of a theory at every saved depth. */
export interface RelativeErrors {
  /** e = ‖T − X‖ / ‖X‖. */
  readonly error: readonly number[];
  /** s, with the theory's own error in it. */
  readonly standardError: readonly number[];
  /** The part of s that comes from the theory, which more networks do not make smaller. */
  readonly theoryPart: readonly number[];
}

/**
 * How often each component stands in its full symmetric matrix ("a,b") or tensor of pairs of pairs ("a,b,c,d", which has
 * the symmetries of V4): the weights of the Frobenius norm. With `component`, 1 for it and 0 for the others.
 * @throws RangeError if `component` is not among the names
 */
export function componentWeights(names: readonly string[], component: string | null): number[] {
  if (component === null) return names.map(multiplicity);
  if (!names.includes(component)) throw new RangeError(`no component ${component} among ${names.join(' ')}`);
  return names.map((name) => (name === component ? 1 : 0));
}

function multiplicity(name: string): number {
  const [a, b, c, d] = name.split(',');
  const pair = a === b ? 1 : 2;
  if (c === undefined) return pair;
  return pair * (c === d ? 1 : 2) * (a === c && b === d ? 1 : 2);
}

/**
 * e(t) = ‖T − X‖ / ‖X‖ of theory T against sampled X, with ‖Y‖² = Σ_i w_i Y_i², and its standard error
 *
 *     s² = (max(‖T‖, ‖X‖) ‖s_X‖ / ‖X‖²)² + (‖s_T‖ / ‖X‖)².
 *
 * The gradient of e with respect to X has the length ‖T‖/‖X‖², and a linear form of X varies by at most its length times
 * ‖s_X‖ (largest eigenvalue ≤ trace of the covariance): s holds whatever the correlations of the components, and for one
 * component it is the linear error |T| s_X / X². Where ‖T‖ < ‖X‖ the linear error would vanish with T although X is no
 * better known (T = 0 against pure noise would be wrong by 100 % ± 0); with ‖X‖ in its place a decision e − z s > τ is at
 * least as strict as the exact one on |T − X| > τ |X|. e is a norm, so noise alone makes it positive, of the size of s.
 *
 * 0/0 has e = 0 and, if X has no error, s = 0 (K1 at t = 0); x/0 is ∞, with s = 0 if both numbers are without error and
 * s = ∞ if not. Values that are not finite give an e or s that is not finite, from which nothing is decided.
 * @param weights w_i, one per component; see `componentWeights`
 * @throws RangeError unless all arrays have the same length, a multiple of the number of components
 */
export function relativeErrors(theory: Valued, sampled: Valued, weights: readonly number[]): RelativeErrors {
  const { length } = sampled.value;
  const lengths = [theory.value.length, theory.error.length, sampled.error.length];
  if (length % weights.length !== 0 || lengths.some((other) => other !== length)) {
    throw new RangeError(
      `relative error: arrays of ${length}, ${lengths.join(', ')} numbers for ${weights.length} components`,
    );
  }
  const depths = Array.from({ length: length / weights.length }, (_, depth) => {
    const norm = (read: (i: number) => number) => weightedNorm(weights, (i) => read(depth * weights.length + i));
    return errorAtDepth(
      norm((i) => theory.value[i]! - sampled.value[i]!),
      { size: norm((i) => theory.value[i]!), error: norm((i) => theory.error[i]!) },
      { size: norm((i) => sampled.value[i]!), error: norm((i) => sampled.error[i]!) },
    );
  });
  return {
    error: depths.map(({ e }) => e),
    standardError: depths.map(({ s }) => s),
    theoryPart: depths.map(({ fromTheory }) => fromTheory),
  };
}

interface Norms {
  readonly size: number;
  readonly error: number;
}

function errorAtDepth(difference: number, T: Norms, X: Norms): { e: number; s: number; fromTheory: number } {
  if (X.size === 0) {
    const known = X.error === 0 && (T.size === 0 || T.error === 0);
    const s = known ? 0 : Number.POSITIVE_INFINITY;
    return { e: T.size === 0 ? 0 : difference / 0, s, fromTheory: X.error === 0 ? s : 0 };
  }
  const fromTheory = T.error / X.size;
  const fromSampling = (Math.max(T.size, X.size) / X.size) * (X.error / X.size);
  return { e: difference / X.size, s: Math.hypot(fromSampling, fromTheory), fromTheory };
}

/** √Σ w_i Y_i²; components of weight 0 are not looked at, be they finite or not. */
function weightedNorm(weights: readonly number[], read: (i: number) => number): number {
  return Math.hypot(...weights.map((weight, i) => (weight === 0 ? 0 : Math.sqrt(weight) * read(i))));
}
