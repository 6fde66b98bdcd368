import type { ErrorKind, SeriesRow } from '../../record/series.ts';
import type { JackknifeEstimate } from '../../theory/richness/jackknife.ts';
import type { PointResult } from './measure-point.ts';
import type { RichnessQuantity } from './quantities.ts';
import type { RichnessScenario } from './richness-scenario.ts';

/** Components of numbers of the network as it was initialised begin with this. */
export const initialMark = 'initial';

/**
 * The tidy rows: t is the training step, 0 where there is one checkpoint; the component is the estimator for D_LR, k for
 * what belongs to feature k, and begins with "initial" for the network as it was initialised. Numbers without a standard
 * error are left without one, as tolerance 0.
 */
export function richnessRows(results: readonly PointResult[], scenario: RichnessScenario): SeriesRow[] {
  return results.flatMap((result) => rowsOf(result, scenario));
}

function rowsOf({ point, measures, other, accuracy, spectrum }: PointResult, scenario: RichnessScenario): SeriesRow[] {
  const rows: SeriesRow[] = [];
  const row = (quantity: RichnessQuantity, component: string, value: number, error: number, errorKind: ErrorKind) => {
    const own = point.isInitial ? [initialMark, component].filter((part) => part !== '').join(':') : component;
    const common = { quantity, component: own, layer: null, t: point.step ?? 0, source: 'measured' as const };
    rows.push({ ...common, value, error, errorKind });
  };
  const estimate = (quantity: RichnessQuantity, of: JackknifeEstimate | undefined, component = '') => {
    if (of && Number.isFinite(of.value)) put(quantity, component, of.value, of.standardError);
  };
  const put = (quantity: RichnessQuantity, component: string, value: number, standardError: number) => {
    const known = Number.isFinite(standardError);
    row(quantity, component, value, known ? standardError : 0, known ? 'standard' : 'tolerance');
  };
  if (measures && other) {
    const { richness, initialAlignment, collapseVariability, collapseFrame } = measures;
    estimate('D_LR', richness, scenario.estimator);
    estimate('D_LR', other, other.estimator);
    estimate('S_init', initialAlignment);
    estimate('NC1', collapseVariability);
    estimate('NC2', collapseFrame);
    row('rank', '', richness.rank, 0, 'tolerance');
  }
  if (accuracy) put('accuracy', '', accuracy.value, accuracy.standardError);
  if (!spectrum) return rows;
  const { of, errors } = spectrum;
  row('featureRank', '', of.rank, 0, 'tolerance');
  const family = (
    quantity: RichnessQuantity,
    values: ArrayLike<number> | undefined,
    own: ArrayLike<number> | undefined,
  ) => {
    for (let k = 0; k < Math.min(values?.length ?? 0, scenario.spectrum.components); k++)
      put(quantity, String(k + 1), values![k]!, own?.[k] ?? Number.NaN);
  };
  const relative = Float64Array.from(of.values, (value) => value / of.values[0]!);
  family('eigenvalue', of.values, errors.values);
  family('relativeEigenvalue', relative, errors.relative);
  family('quality', of.quality, errors.quality);
  family('utilisation', of.utilisation, errors.utilisation);
  return rows;
}
