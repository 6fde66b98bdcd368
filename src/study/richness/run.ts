import { RichnessError } from '../../theory/richness/richness-error.ts';
import type { StudyHost, StudyResult, StudyStopped } from '../host.ts';
import { readClassLabels } from './class-labels.ts';
import { DataError } from './data-error.ts';
import { faultText } from './fault-text.ts';
import { measurePoint, type PointResult } from './measure-point.ts';
import { filesOf, placeOf, planOf } from './point-files.ts';
import { measuredPoints, pointName } from './points.ts';
import { present } from './presentation/present.ts';
import { richnessArrays } from './richness-arrays.ts';
import { richnessNotes } from './richness-notes.ts';
import { richnessRows } from './richness-rows.ts';
import type { RichnessScenario } from './richness-scenario.ts';
import { richnessVerdicts } from './richness-verdicts.ts';
import { rowBlocks } from './row-blocks.ts';

export { present };

/** Every checkpoint of a scenario, measured. @throws DataError for arrays that cannot be used */
export async function run(
  scenario: RichnessScenario,
  digest: string,
  host: StudyHost,
): Promise<StudyResult | StudyStopped> {
  const plan = planOf(scenario);
  const labels = scenario.labels && readClassLabels(placeOf(scenario.labels, host), rowBlocks(plan));
  const results: PointResult[] = [];
  const seconds: Record<string, number> = {};
  for (const point of measuredPoints(scenario)) {
    const began = host.now();
    const result = await measurePoint(point, scenario, labels, host).catch((error: unknown) => {
      if (!(error instanceof RichnessError)) throw error;
      const { message, place } = error;
      throw new DataError(faultText({ message, ...(place && { place }) }, filesOf(point, scenario), {}));
    });
    if (result === null) return stopped;
    results.push(result);
    seconds[pointName(point)] = host.now() - began;
  }
  const quantities = richnessRows(results, scenario);
  return {
    summary: {
      name: scenario.name,
      kind: scenario.kind,
      digest,
      quantities,
      verdicts: richnessVerdicts(scenario, quantities),
      notes: richnessNotes(results, scenario, labels),
    },
    provenance: {
      estimator: scenario.estimator,
      rankTolerance: scenario.rankTolerance,
      blocks: plan.blocks,
      jackknife: results.some(({ measures }) => measures?.linearised) ? 'linearised' : 'exact',
      streams: {
        seed: scenario.seed,
        generator: 'Philox4x32-10',
        address: '(seed, purpose): the order in which rows are dealt out to blocks',
        purposes: ['row-blocks'],
      },
    },
    arrays: richnessArrays(results),
    seconds,
    interrupted: null,
  };
}

const stopped: StudyStopped = {
  stopped: 'stopped before everything was measured; nothing was written. Run the same command again.',
};
