import { emptyChain, type InfiniteWidthChain } from '../../../model/infinite-width-chain.ts';
import { withFastestEngine } from '../../../sample/engine/registry.ts';
import type { SamplingPlan } from '../../../sample/plan.ts';
import type { KernelScenario } from '../kernel-scenario.ts';
import { layersOf } from '../language/depth-grid.ts';

/** The `sampling` block of a scenario. */
export type SamplingBlock = NonNullable<KernelScenario['sampling']>;
/** What a plan is made from beside the block. */
type PlannedScenario = Pick<KernelScenario, 'ensemble' | 'save' | 'seed'>;

/**
 * What fixes the bits of a scenario's sampling.
 * @throws EngineError where `engine: auto` finds none for the sampler and precision
 */
export async function samplingPlan(
  { ensemble, save, seed }: PlannedScenario,
  block: SamplingBlock,
  chain: InfiniteWidthChain,
): Promise<SamplingPlan> {
  const { sampler, random, controlVariates, engine = 'auto', precision = 'float64' } = block;
  const residuals = block.residuals === true;
  const plan = { ensemble, chain, savedLayers: layersOf(save), sampler, random, controlVariates, residuals, seed };
  return engine === 'auto' ? withFastestEngine({ ...plan, precision }) : { ...plan, engine, precision };
}

/**
 * The same plan without the chain's numbers, which take time to compute: enough for an engine to say what it refuses and what
 * it costs. @throws EngineError as `samplingPlan`
 */
export function samplingOutline(scenario: PlannedScenario, block: SamplingBlock): Promise<SamplingPlan> {
  return samplingPlan(scenario, block, emptyChain(scenario.ensemble));
}

/** The plan of `sampling.gOnlyStochastic`: the same ensemble, depths and seed, another law and other random streams. */
export function closurePlan(plan: SamplingPlan): SamplingPlan {
  return { ...plan, sampler: 'g-only-stochastic', residuals: false, engine: 'reference', precision: 'float64' };
}
