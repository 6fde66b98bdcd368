import { chainOf, type MarkovChain } from '#odepth/theory/renormalisation/markov-chain';

/** A chain without any symmetry: non-uniform π, complex λ, not reversible. */
export const skewed = (): MarkovChain =>
  chainOf([
    [0.1, 0.6, 0.2, 0.1],
    [0, 0.3, 0.65, 0.05],
    [0.5, 0.05, 0, 0.45],
    [0.7, 0, 0.2, 0.1],
  ]);

/** Pʳ by plain sums. */
export function powerOf({ states: v, transition }: MarkovChain, lag: number): number[][] {
  let out: number[][] = Array.from({ length: v }, (_, i) => Array.from({ length: v }, (_, j) => (i === j ? 1 : 0)));
  for (let r = 0; r < lag; r++) {
    out = out.map((row) =>
      Array.from({ length: v }, (_, j) => row.reduce((sum, x, k) => sum + x * transition[k * v + j]!, 0)),
    );
  }
  return out;
}
