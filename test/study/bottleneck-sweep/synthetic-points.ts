import type { PointResult } from '#odepth/study/bottleneck-sweep/point-result';
import { bottleneckSweepKind } from '#odepth/study/bottleneck-sweep/scenario';
import {
  type BottleneckSweepScenario,
  type SweepPosition,
  sweepPositions,
} from '#odepth/study/bottleneck-sweep/sweep-scenario';
import { resolved, validSweep, withLines } from '../geodesic/scenarios.ts';

/** A sweep of the language tests with axes of its own. */
export function sweepOf(sweep: string, changes: Readonly<Record<string, string>> = {}) {
  return resolved(bottleneckSweepKind, withLines(validSweep, { 'sweep:': `sweep: ${sweep}`, ...changes }));
}

/** What a path would be at one position: −2H/L̃ and the least COI_γ, with anything else that matters to a test. */
export interface SyntheticPath {
  readonly energy: number;
  readonly cost: number;
  readonly more?: Readonly<Record<string, number>>;
  readonly change?: Partial<PointResult>;
}

/** Every point of a sweep from a formula; errors of single paths are 0.01. */
export function pointsOf(
  scenario: BottleneckSweepScenario,
  path: (effectiveDepth: number, position: SweepPosition) => SyntheticPath,
): PointResult[] {
  return sweepPositions(scenario).map((position) => {
    const effectiveDepth = scenario.sweep.effectiveDepth[position.effectiveDepth]!;
    const { energy, cost, more, change } = path(effectiveDepth, position);
    const part = 1 + 0.1 * position.seed + 1 / effectiveDepth;
    const values = {
      ...{ loss: 0.5 * part, fit: 0.3 * part, penalty: 0.2 * part, testError: 0.6 * part },
      ...{ stationarity: 1e-5 * part, resolution: 1e-3, hamiltonianDrift: 0.02 * part },
      ...{ bottleneckRankFromEnergy: energy, bottleneckRankFromCoi: cost },
      ...{
        bottleneckDepth: 0.5,
        pathLength: 12,
        rankFromEnergyLeast: energy - 0.1,
        rankFromEnergyGreatest: energy + 0.2,
      },
      ...{
        bottleneckGap: cost - energy,
        largestMomentumNorm: 2 * part,
        largestMomentumProduct: part,
        bottleneckRank: 2,
      },
      ...more,
    };
    return {
      ...{ source: 'transcription', teacherRank: 2, converged: true, message: 'solved', start: null },
      ...{ intervals: 20, evaluations: 30, products: 40, singularValues: Float64Array.of(3, 2, 0.1) },
      numbers: new Map(
        Object.entries(values).map(([name, value]) => [name, { value, error: 0.01, errorKind: 'resolution' }]),
      ),
      verdicts: [{ claim: 'it is so', statistic: energy, threshold: 9, outcome: 'holds', detail: 'as seen' }],
      ...change,
    };
  });
}

/** A point whose solution is not finite. */
export const broken: Partial<PointResult> = {
  ...{ numbers: new Map(), verdicts: [], singularValues: new Float64Array(0), converged: false },
};
