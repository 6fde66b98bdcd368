import { type Activation, activationOf } from '../../model/activation.ts';
import type { InfiniteWidthChain } from '../../model/infinite-width-chain.ts';
import type { SampledBefore } from '../../parallel/merge-shards.ts';
import { sampleNetworks } from '../../parallel/sampling.ts';
import type { EngineName } from '../../sample/engine/names.ts';
import { devicesOf } from '../../sample/engine/registry.ts';
import { estimateKernels, standardErrorOf } from '../../sample/estimate.ts';
import type { SamplingPlan } from '../../sample/plan.ts';
import { canonicalJson } from '../../scenario/digest.ts';
import type { StudyHost } from '../host.ts';
import { enoughNetworks } from '../kernel/sampling/sample-kernels.ts';
import { samplingPlan } from '../kernel/sampling/sampling-plan.ts';
import { chainTolerance, infiniteWidthChain } from '../kernel/theory/infinite-width.ts';
import type { TheorySolution } from '../kernel/theory/solution.ts';
import { solveTheory } from '../kernel/theory/solve-theory.ts';
import type { PointResult } from './point-result.ts';
import { pointLabel, pointScenario } from './points.ts';
import type { SweepPoint, ValidityWindowScenario } from './window-scenario.ts';

/** Solutions and chains kept at once. */
const mostRemembered = 32;

/** Theory and sampling of one point. */
export interface PointOutcome {
  readonly result: PointResult;
  /** Whether every network asked for is in it. */
  readonly complete: boolean;
}

/**
 * Computes points of one sweep. What does not depend on the width (theory at order 1/n, the infinite-width chain) is
 * computed once for all widths.
 */
export class PointStudy {
  readonly #scenario: ValidityWindowScenario;
  readonly #host: StudyHost;
  readonly #solutions = new Map<string, TheorySolution>();
  readonly #chains = new Map<string, InfiniteWidthChain>();
  readonly #engines = new Set<EngineName>();

  constructor(scenario: ValidityWindowScenario, host: StudyHost) {
    this.#scenario = scenario;
    this.#host = host;
  }

  /**
   * One point with its first `networks` networks, going on from what is already there.
   * @returns null when the run was stopped before two networks were complete
   * @throws TheoryError, SolverError, SamplingError, EngineError naming the point
   */
  async compute(
    point: SweepPoint,
    networks: number,
    before: PointResult | null,
    part: string,
  ): Promise<PointOutcome | null> {
    const { theory } = this.#scenario;
    const scenario = pointScenario(this.#scenario, point, networks);
    const activation = await activationOf(point.ensemble.activation);
    return naming(point, async () => {
      this.#host.report({ stage: 'theory', what: part });
      const solution = before
        ? null
        : remember(this.#solutions, widthless(point), () =>
            solveTheory(point.ensemble, activation, theory, point.save),
          );
      const chain = this.#chainOf(point, activation);
      const plan = await samplingPlan(scenario, scenario.sampling!, chain);
      this.#engines.add(plan.engine);
      const state = await this.#sample(plan, networks, before?.state, part);
      if (state === null) return null;
      const { sums, ...kept } = state;
      const { coupled, plain } = estimateKernels(plan, sums);
      const result: PointResult = {
        closures:
          before?.closures ?? solution!.closures.map(({ source, quantities }) => ({ closure: source, quantities })),
        notes: before?.notes ?? solution!.notes,
        sampled: coupled ?? plain,
        state: kept,
      };
      return { result, complete: state.completed >= networks };
    });
  }

  /** The devices that computed points of this run. */
  devices(): Promise<Record<string, string>> {
    return devicesOf([...this.#engines].map((engine) => ({ engine })));
  }

  async #sample(plan: SamplingPlan, networks: number, before: SampledBefore | undefined, part: string) {
    const host = this.#host;
    const began = host.now();
    const done = await sampleNetworks({
      plan,
      networks,
      workers: host.workers,
      signal: host.signal,
      ...(before && { before }),
      onProgress: ({ done, of, partial }) =>
        host.report({
          stage: 'sampling',
          done: done - (before?.completed ?? 0),
          of: of - (before?.completed ?? 0),
          watched: 'K1[0,0]',
          part,
          standardError: standardErrorOf(plan, partial),
          samplingSeconds: host.now() - began,
        }),
    });
    return enoughNetworks(done);
  }

  #chainOf(point: SweepPoint, activation: Activation): InfiniteWidthChain {
    return remember(this.#chains, widthless(point), () =>
      infiniteWidthChain(point.ensemble, activation, chainTolerance),
    );
  }
}

/** Names what theory and chain depend on: everything but the width. */
function widthless({ ensemble, save }: SweepPoint): string {
  return canonicalJson({ ensemble: { ...ensemble, width: 0 }, save });
}

function remember<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  // A long sweep must not fill the memory.
  if (known.size >= mostRemembered) known.clear();
  known.set(key, made);
  return made;
}

async function naming<Answer>(point: SweepPoint, compute: () => Promise<Answer>): Promise<Answer> {
  try {
    return await compute();
  } catch (error) {
    if (error instanceof Error) error.message = `at ${pointLabel(point)}: ${error.message}`;
    throw error;
  }
}
