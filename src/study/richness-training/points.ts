import type { StudyHost } from '../host.ts';
import { type ComputedNetworks, computeNetworks, type NetworkPoint } from '../network-points.ts';
import type { PointSetup, PointState } from './compute-point.ts';
import type { ImagePair } from './point-data.ts';
import { decodePoint, decodeState, encodePoint, encodeState } from './point-part.ts';
import type { PointResult } from './point-result.ts';
import { type PointPlan, planAt, pointPositions, type RichnessTrainingScenario } from './training-scenario.ts';

/** The data a study needs, with what names its content. */
export interface StudyData {
  readonly images: ImagePair | null;
  /** SHA-256 by file; empty where nothing is read. */
  readonly digests: Readonly<Record<string, string>>;
}

/** All networks of a study. */
export function networksOf(
  scenario: RichnessTrainingScenario,
  digests: StudyData['digests'],
): NetworkPoint<PointPlan>[] {
  return pointPositions(scenario).map((position): NetworkPoint<PointPlan> => {
    const plan = planAt(scenario, position);
    return {
      plan,
      label: `${scenario.variants[position.variant]!.label}, seed ${position.seed + 1}`,
      identity: { plan, data: 'images' in plan.task ? digests : null },
      work: 1,
    };
  });
}

/** Computes them, one on each worker thread at a time. */
export function computePoints(
  scenario: RichnessTrainingScenario,
  { images, digests }: StudyData,
  host: StudyHost,
): Promise<ComputedNetworks<PointResult>> {
  return computeNetworks<PointPlan, PointSetup, PointState, PointResult>(
    networksOf(scenario, digests),
    {
      module: new URL('./compute-point.js', import.meta.url),
      setup: { images },
      result: { encode: encodePoint, decode: decodePoint },
      state: { encode: encodeState, decode: decodeState },
    },
    host,
  );
}
