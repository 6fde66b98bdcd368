import type { StudyHost } from '../host.ts';
import { type ComputedNetworks, computeNetworks, type NetworkPoint, type TrainingSetup } from '../network-points.ts';
import type { PointState } from './compute-point.ts';
import { pointWork } from './cost.ts';
import { decodePoint, decodeState, encodePoint, encodeState } from './point-part.ts';
import type { PointResult } from './point-result.ts';
import { type PointPlan, planAt, pointPositions, type RenormalisationScenario } from './renormalisation-scenario.ts';

/** All networks of a study. */
export function networksOf(scenario: RenormalisationScenario): NetworkPoint<PointPlan>[] {
  return pointPositions(scenario).map((position): NetworkPoint<PointPlan> => {
    const plan = planAt(scenario, position);
    const { plateau: _plateau, concentration: _concentration, ...measure } = plan.measure;
    return {
      plan,
      label: `${scenario.variants[position.variant]!.label}, seed ${position.seed + 1}`,
      // Thresholds of verdicts change no network.
      identity: { study: 'renormalisation', plan: { ...plan, measure } },
      work: pointWork(plan),
    };
  });
}

/** Computes them, one on each worker thread at a time. */
export function computePoints(
  scenario: RenormalisationScenario,
  host: StudyHost,
): Promise<ComputedNetworks<PointResult>> {
  return computeNetworks<PointPlan, TrainingSetup, PointState, PointResult>(
    networksOf(scenario),
    {
      module: new URL('./compute-point.js', import.meta.url),
      setup: {},
      result: { encode: encodePoint, decode: decodePoint },
      state: { encode: encodeState, decode: decodeState },
    },
    host,
  );
}
