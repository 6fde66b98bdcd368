import { depthTime } from '../../../model/ensemble.ts';
import type { InfiniteWidthChain } from '../../../model/infinite-width-chain.ts';
import { type SampledSums, sampleNetworks } from '../../../parallel/sampling.ts';
import { withFastestEngine } from '../../../sample/engine/registry.ts';
import { correctionError, estimateKernels, type SampledKernels } from '../../../sample/estimate.ts';
import type { SamplingPlan } from '../../../sample/plan.ts';
import type { StudyHost } from '../../host.ts';
import { layersOf } from '../language/depth-grid.ts';
import type { KernelScenario } from '../scenario.ts';

/** Everything sampled in one run. */
export interface KernelSampling {
  readonly plan: SamplingPlan;
  readonly asked: number;
  readonly sums: SampledSums;
  readonly kernels: SampledKernels;
}

/** No estimate can be made from what was sampled. */
export class SamplingError extends Error {
  override name = 'SamplingError';
}

/** The `sampling` block of a scenario. */
type SamplingBlock = NonNullable<KernelScenario['sampling']>;

/** What fixes the bits of a scenario's sampling. */
export async function samplingPlan(
  scenario: KernelScenario,
  block: SamplingBlock,
  chain: InfiniteWidthChain,
): Promise<SamplingPlan> {
  const { ensemble, save, seed } = scenario;
  const { sampler, random, controlVariates } = block;
  const residuals = block.residuals === true;
  const savedLayers = layersOf(save);
  const plan = { ensemble, chain, savedLayers, sampler, random, controlVariates, residuals, seed };
  const { engine = 'auto', precision = 'float64' } = block;
  return engine === 'auto' ? withFastestEngine({ ...plan, precision }) : { ...plan, engine, precision };
}

/** The plan of `sampling.gOnlyStochastic`: the same ensemble, depths and seed, another law and other random streams. */
export function closurePlan(plan: SamplingPlan): SamplingPlan {
  return { ...plan, sampler: 'g-only-stochastic', residuals: false, engine: 'reference', precision: 'float64' };
}

/**
 * Sample the scenario's networks on the host's workers.
 * @returns null when the run was stopped before two networks were complete
 * @throws SamplingError when fewer than two networks stayed finite
 */
export async function sampleKernels(
  plan: SamplingPlan,
  networks: number,
  host: StudyHost,
): Promise<KernelSampling | null> {
  const began = host.now();
  const watched = `K1[0,0](${depthTime(plan.ensemble, plan.savedLayers.at(-1) ?? 0)})`;
  const sums = await sampleNetworks({
    plan,
    networks,
    workers: host.workers,
    signal: host.signal,
    onProgress: ({ done, of, partial }) =>
      host.report({
        stage: 'sampling',
        done,
        of,
        watched,
        standardError: correctionError(plan, partial),
        samplingSeconds: host.now() - began,
      }),
  });
  if (sums === null) return null;
  if (sums.networks < 2) {
    const first = sums.diverged[0];
    if (first === undefined) return null;
    throw new SamplingError(
      `${sums.diverged.length} of ${sums.completed} networks diverged (the first: network ${first.network} at layer ${first.layer}); ` +
        'no estimate is possible. Lower residualScale or weightVariance, or choose a bounded activation.',
    );
  }
  return { plan, asked: networks, sums, kernels: estimateKernels(plan, sums.sums) };
}

/** (plain error / coupled error)² at the last saved layer: how many times fewer networks the same error takes. */
export function varianceReduction({ kernels, plan }: KernelSampling): { K1: number; V4: number } | null {
  if (kernels.coupled === null) return null;
  const { plain, coupled } = kernels;
  const ratio = (quantity: 'K1' | 'V4') => {
    const last = plain[quantity].error.length * (1 - 1 / plan.savedLayers.length);
    return (plain[quantity].error[last]! / coupled[quantity].error[last]!) ** 2;
  };
  return { K1: ratio('K1'), V4: ratio('V4') };
}
