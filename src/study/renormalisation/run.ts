import type { Json } from '../../record/json.ts';
import { chainSpectrum } from '../../theory/renormalisation/chain-spectrum.ts';
import { entropyRate } from '../../theory/renormalisation/entropies.ts';
import type { StudyHost, StudyResult, StudyShared, StudyStopped } from '../host.ts';
import { networkNames, sharedNetworks, stoppedAfter } from '../network-points.ts';
import { chainOfChoice } from './chain-of-choice.ts';
import { studyVerdicts } from './claims/verdicts.ts';
import { meanKernelProfiles } from './mean-kernel-profile.ts';
import type { PointResult } from './point-result.ts';
import { computePoints, networksOf } from './points.ts';
import { present } from './presentation/present.ts';
import { measuredPositions, pointPositions, type RenormalisationScenario } from './renormalisation-scenario.ts';
import { studyArrays } from './study-arrays.ts';
import { arrange, type VariantNetworks } from './study-data.ts';
import { studyRows } from './study-rows.ts';

export { present };

/** The file name of every network. */
export async function partNames(
  scenario: RenormalisationScenario,
  _digest: string,
  { code }: Pick<StudyHost, 'code'>,
): Promise<readonly string[]> {
  return networkNames(networksOf(scenario), code);
}

/** Trains every network of a study, measures its stream before and after, and decides what is claimed of streams. */
export async function run(
  scenario: RenormalisationScenario,
  digest: string,
  host: StudyHost,
): Promise<StudyResult | StudyStopped | StudyShared> {
  const began = host.now();
  const { results, continued } = await computePoints(scenario, host);
  if (host.share) return sharedNetworks(results, host.share);
  const done = results.filter((result) => result !== undefined);
  if (done.length < results.length) return stoppedAfter(done.length, results.length);
  host.report({ stage: 'theory', what: 'mean kernel of the stacks at random weights' });
  const kernels = await meanKernelProfiles(scenario);
  const networks = arrange(
    scenario,
    done.map((result, i) => ({ ...result, meanKernel: kernels[i] ?? null })),
  );
  const failures = failuresOf(scenario, done);
  return {
    summary: {
      name: scenario.name,
      kind: scenario.kind,
      digest,
      quantities: studyRows(networks, scenario.measure.reach),
      verdicts: studyVerdicts(scenario, networks),
      notes: failures.map((failure) => `Left out of every average: ${failure}.`),
    },
    provenance: {
      networks: results.length,
      seeds: [...scenario.seeds],
      positions: measuredPositions(scenario.sequence, scenario.measure),
      parameters: networks.map(({ variant, points }) => ({
        variant: variant.label,
        parameters: points[0]!.parameters,
      })),
      chains: await chainFacts(networks),
    },
    arrays: studyArrays(scenario, networks),
    machine: { continued },
    seconds: { training: host.now() - began },
    interrupted: null,
    ...(failures.length > 0 && { unsolved: failures.join('; ') }),
  };
}

/** Spectrum, correlation length and entropies of every chain, each once. */
async function chainFacts(networks: readonly VariantNetworks[]): Promise<Json[]> {
  const known = new Map(networks.map(({ variant, floors }) => [JSON.stringify(variant.chain), { variant, floors }]));
  return Promise.all(
    [...known.values()].map(async ({ variant, floors }) => {
      const chain = chainOfChoice(variant.chain);
      const { values, correlationLength } = await chainSpectrum(chain);
      const { stationary, bayes, isolated } = floors;
      return {
        ...{ law: variant.chain.law, states: chain.states, correlationLength },
        eigenvalues: values.map(({ real, imaginary }) => (imaginary === 0 ? real : [real, imaginary])),
        stationary: [...chain.stationary],
        ...{
          stationaryEntropy: stationary,
          entropyRate: entropyRate(chain),
          isolatedEntropy: isolated,
          bayesFloor: bayes,
        },
      };
    }),
  );
}

function failuresOf(scenario: RenormalisationScenario, results: readonly PointResult[]): string[] {
  const positions = pointPositions(scenario);
  return results.flatMap(({ failure }, i) => {
    const { variant, seed } = positions[i]!;
    return failure === null
      ? []
      : [`${scenario.variants[variant]!.label}, seed ${seed + 1}: ${failure.replace(/\.$/, '')}`];
  });
}
