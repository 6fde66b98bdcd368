import { type RichnessEstimator, richnessEstimators } from '../../theory/richness/dynamical-richness.ts';
import type { JackknifeEstimate } from '../../theory/richness/jackknife.ts';
import { type RichnessMeasures, richnessMeasures } from '../../theory/richness/measures.ts';
import type { RowMoments } from '../../theory/richness/row-moments.ts';
import { type FeatureSpectrum, featureSpectrum } from '../../theory/richness/spectrum.ts';
import { type SpectrumErrors, spectrumErrors } from '../../theory/richness/spectrum-errors.ts';
import type { StudyHost } from '../host.ts';
import type { ClassLabels } from './class-labels.ts';
import { type PointMoments, pointMoments } from './point-moments.ts';
import { type MeasuredPoint, pointName } from './points.ts';
import type { RichnessScenario } from './richness-scenario.ts';

/** A part of the rows with its standard error. */
export interface Fraction {
  readonly value: number;
  readonly standardError: number;
}

/** What was measured of one network. */
export interface PointResult {
  readonly point: MeasuredPoint;
  /** Absent where there are no outputs. */
  readonly measures: RichnessMeasures | null;
  /** D_LR by the other estimator. */
  readonly other: (JackknifeEstimate & { readonly estimator: RichnessEstimator }) | null;
  readonly accuracy: Fraction | null;
  readonly spectrum: { readonly of: FeatureSpectrum; readonly errors: SpectrumErrors } | null;
}

/** Everything a scenario asks of one network; null when stopped. @throws DataError, RichnessError for data that determine nothing */
export async function measurePoint(
  point: MeasuredPoint,
  scenario: RichnessScenario,
  labels: ClassLabels | null,
  host: StudyHost,
): Promise<PointResult | null> {
  const moments = await pointMoments(point, scenario, labels, host);
  if (moments === null) return null;
  const { total, blocks, correct } = moments;
  const { estimator, rankTolerance } = scenario;
  const tell = (state: string) => host.report({ stage: 'solving', part: pointName(point), state });
  tell('richness');
  const measures = point.outputs ? richnessMeasures(total, blocks, { estimator, rankTolerance }) : null;
  const second = { estimator: richnessEstimators.find((one) => one !== estimator)!, rankTolerance };
  const other = point.outputs ? richnessMeasures(outputsAlone(total), blocks.map(outputsAlone), second).richness : null;
  if (point.withSpectrum) tell('spectrum');
  return {
    ...{ point, measures, other },
    accuracy: correct === null ? null : fractionOf(correct, scenario.rows),
    spectrum: point.withSpectrum ? spectrumOf(moments, scenario) : null,
  };
}

/** Moments of features and outputs, without what else comes with the rows. */
function outputsAlone(moments: RowMoments): RowMoments {
  const none = new Float64Array(0);
  return {
    ...moments,
    shape: { ...moments.shape, targets: 0, initialFeatures: 0, classes: 0 },
    ...{ targetMean: none, targetsFeatures: none, targetSquares: none },
    ...{ initialMean: none, initial: none, initialFeatures: none },
    ...{ classCounts: none, classSums: none },
  };
}

/** A binomial standard error. */
function fractionOf(count: number, of: number): Fraction {
  const value = count / of;
  return { value, standardError: Math.sqrt((value * (1 - value)) / of) };
}

function spectrumOf({ total, blocks }: PointMoments, { spectrum }: RichnessScenario): PointResult['spectrum'] {
  const leading = Math.min(spectrum.components, total.shape.features);
  const of = featureSpectrum(total, { leading, centred: spectrum.centred });
  return { of, errors: spectrumErrors(total, blocks, of, Math.min(leading, of.rank)) };
}
