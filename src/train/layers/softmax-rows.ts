import type { RealArray } from '../../numeric/dense/matrix.ts';
import { exp } from '../../numeric/elementary.ts';

/**
 * Softmax, in place, over the keys that a query sees, for rows of `tokens` scores, `queries` of them to a head: all keys, or, under a
 * causal mask, those up to the query's own token. The largest score is taken out of the exponentials.
 */
export function softmaxRows(p: RealArray, tokens: number, queries: number, causal: boolean): void {
  for (let row = 0, i = 0; row < p.length; row += tokens, i = i + 1 === queries ? 0 : i + 1) {
    const end = row + (causal ? tokens - queries + i + 1 : tokens);
    let largest = p[row]!;
    for (let j = row + 1; j < end; j++) if (p[j]! > largest) largest = p[j]!;
    let sum = 0;
    for (let j = row; j < end; j++) {
      const weight = exp(p[j]! - largest);
      p[j] = weight;
      sum += weight;
    }
    const inverse = 1 / sum;
    for (let j = row; j < end; j++) p[j]! *= inverse;
  }
}
