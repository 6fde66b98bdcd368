import { formatWithError } from '../../figure/format.ts';

/** A logarithm of a ratio as the change in per cent that it is to first order, with its error: "(−2.1 ± 0.8) %". */
export function percentText(logRatio: number, error: number): string {
  const text = formatWithError(100 * logRatio, 100 * error);
  return text.includes('±') ? `(${text}) %` : `${text} %`;
}
