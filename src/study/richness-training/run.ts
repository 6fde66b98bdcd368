import type { StudyHost, StudyResult, StudyShared, StudyStopped } from '../host.ts';
import { networkNames, sharedNetworks, stoppedAfter, warningsOf } from '../network-points.ts';
import { claimVerdicts } from './claims/claim-verdicts.ts';
import { dataSetOf, loadDataSet } from './image-data.ts';
import type { PointResult } from './point-result.ts';
import { computePoints, networksOf, type StudyData } from './points.ts';
import { present } from './presentation/present.ts';
import { studyArrays } from './study-arrays.ts';
import { arrange } from './study-data.ts';
import { studyRows } from './study-rows.ts';
import { pointPositions, type RichnessTrainingScenario } from './training-scenario.ts';

export { present };

/** The file name of every network. @throws DataSetError where the scenario's images cannot be had: names depend on them */
export async function partNames(
  scenario: RichnessTrainingScenario,
  _digest: string,
  { code, dataFolder }: Pick<StudyHost, 'code' | 'dataFolder'>,
): Promise<readonly string[]> {
  const { digests } = await studyData(scenario, dataFolder);
  return networkNames(networksOf(scenario, digests), code);
}

/** Trains and measures every network of a study, and decides what the scenario claims of them. */
export async function run(
  scenario: RichnessTrainingScenario,
  digest: string,
  host: StudyHost,
): Promise<StudyResult | StudyStopped | StudyShared> {
  const began = host.now();
  const data = await studyData(scenario, host.dataFolder);
  const read = host.now();
  const { results, continued } = await computePoints(scenario, data, host);
  if (host.share) return sharedNetworks(results, host.share);
  const done = results.filter((result) => result !== undefined);
  if (done.length < results.length) return stoppedAfter(done.length, results.length);
  const networks = arrange(scenario, done);
  const failures = failuresOf(scenario, done);
  const [{ normalisation }] = done as [PointResult];
  return {
    summary: {
      name: scenario.name,
      kind: scenario.kind,
      digest,
      quantities: studyRows(networks),
      verdicts: claimVerdicts(scenario, networks),
      notes: [...failures.map((failure) => `Left out of every average: ${failure}.`), ...warningsOf(done)],
    },
    provenance: {
      networks: results.length,
      seeds: [...scenario.seeds],
      parameters: networks.map(({ label, points }) => ({ variant: label, parameters: points[0]!.parameters })),
      ...(data.images && { files: { ...data.digests } }),
      ...(normalisation && { pixels: { ...normalisation } }),
    },
    arrays: studyArrays(networks),
    machine: { continued },
    seconds: { reading: read - began, training: host.now() - read },
    interrupted: null,
    ...(failures.length > 0 && { unsolved: failures.join('; ') }),
  };
}

async function studyData(scenario: RichnessTrainingScenario, folder: string | undefined): Promise<StudyData> {
  const dataset = dataSetOf(scenario);
  if (dataset === null) return { images: null, digests: {} };
  const { training, testing, digests } = await loadDataSet(dataset, folder);
  return { images: { training, testing }, digests };
}

function failuresOf(scenario: RichnessTrainingScenario, results: readonly PointResult[]): string[] {
  const positions = pointPositions(scenario);
  return results.flatMap(({ failure }, i) => {
    const { variant, seed } = positions[i]!;
    return failure === null
      ? []
      : [`${scenario.variants[variant]!.label}, seed ${seed + 1}: ${failure.replace(/\.$/, '')}`];
  });
}
