import { meanOf, type SeedMean } from '../seed-mean.ts';
import type { PointResult } from './point-result.ts';
import type { QuantityName } from './quantities.ts';
import type { RichnessTrainingScenario } from './training-scenario.ts';

/** The networks of one variant, one for each seed, as far as a record keeps them. */
export interface VariantNetworks {
  readonly label: string;
  readonly condition: string;
  readonly value: number | null;
  readonly points: readonly PointResult[];
}

/** Results in the order of `pointPositions`, by variant and seed. */
export function arrange(
  { variants, seeds }: RichnessTrainingScenario,
  results: readonly PointResult[],
): VariantNetworks[] {
  return variants.map(({ label, condition, value }, i) => ({
    ...{ label, condition, value },
    points: results.slice(i * seeds.length, (i + 1) * seeds.length),
  }));
}

/** A quantity seed by seed at one checkpoint, counted from 0, or from the end where negative; null where there is no number. */
export function valuesAt(
  points: readonly PointResult[],
  quantity: QuantityName,
  checkpoint: number,
): (number | null)[] {
  return points.map(({ values, failure }) => {
    if (failure !== null) return null;
    const value = values[quantity].at(checkpoint);
    return value !== undefined && Number.isFinite(value) ? value : null;
  });
}

/** A quantity along the training: step, mean over seeds and standard error wherever there is a mean. */
export function curveOf(
  points: readonly PointResult[],
  quantity: QuantityName,
): ({ readonly step: number } & SeedMean)[] {
  const steps = points.find(({ failure }) => failure === null)?.steps ?? [];
  return steps.flatMap((step, i) => {
    const mean = meanOf(valuesAt(points, quantity, i));
    return mean.count > 0 ? [{ step, ...mean }] : [];
  });
}
