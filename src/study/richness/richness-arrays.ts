import type { NpyArray } from '../../record/npy.ts';
import type { PointResult } from './measure-point.ts';

/**
 * Spectra in full: ρ_k with the bound of its rounding error, Π*(k), Π̂(k) and their standard errors, under "initial.",
 * "step N." or no name where there is one checkpoint.
 */
export function richnessArrays(results: readonly PointResult[]): Map<string, NpyArray> {
  const arrays = new Map<string, NpyArray>();
  for (const { point, spectrum } of results) {
    if (!spectrum) continue;
    const { of, errors } = spectrum;
    const mark = point.isInitial ? 'initial.' : point.step === null ? '' : `step${point.step}.`;
    const put = (name: string, data: Float64Array | undefined) => {
      if (data) arrays.set(`${mark}${name}`, { shape: [data.length], data });
    };
    put('eigenvalue', of.values);
    put('eigenvalue.bound', of.bounds);
    put('eigenvalue.error', errors.values);
    put('relativeEigenvalue.error', errors.relative);
    put('quality', of.quality);
    put('quality.error', errors.quality);
    put('utilisation', of.utilisation);
    put('utilisation.error', errors.utilisation);
  }
  return arrays;
}
