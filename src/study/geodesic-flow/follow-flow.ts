import { formatDepth } from '../../figure/format.ts';
import { SolverError } from '../../solve/outcome.ts';
import type { FlowProblem } from './flow-problem.ts';
import type { FlowIntegrator } from './flow-scenario.ts';
import { addWork, type FlowKink, type FlowWork, stretcherOf } from './stretcher.ts';

/** What an integrator leaves: the states at the nodes it reached, all of them unless it failed. */
export interface FlowPath {
  readonly integrator: FlowIntegrator;
  /** Ascending from 0. */
  readonly nodes: readonly number[];
  /** y = [A; B; ℓ; g] at each node. */
  readonly states: readonly Float64Array[];
  readonly work: Readonly<FlowWork>;
  readonly kinks: readonly FlowKink[];
  readonly failure: { readonly reached: number; readonly message: string } | null;
}

/** Entries beyond this leave no room for H, which is of the fourth power. */
const largestEntry = 1e70;

/** How a caller hears of the progress, and stops it. */
export interface FollowHost {
  /** Between two stretches; false ends the integration. */
  readonly proceed: (p: number) => Promise<boolean>;
}

/**
 * Integrates from 0 to the last node. Every node is the end of a step of every integrator: nothing is interpolated.
 * odex carries its step from node to node; for ReLU its steps end at the kinks too, located inside of the step.
 * Gauss–Legendre takes equal steps from 0 to `until`, across kinks. What could not be reached is a `failure`, not an error.
 * @param nodes ascending from 0
 * @param until where the steps of Gauss–Legendre end: at the last node or beyond
 * @returns null when `proceed` says so
 */
export async function followFlow(
  problem: FlowProblem,
  integrator: FlowIntegrator,
  nodes: readonly number[],
  until: number,
  host: FollowHost,
): Promise<FlowPath | null> {
  const work: FlowWork = { steps: 0, rejected: 0, evaluations: 0, products: 0, iterations: 0, mostIterations: 0 };
  const kinks: FlowKink[] = [];
  const reached = [0];
  const states = [problem.initial];
  const advance = stretcherOf(problem, integrator, until, work, kinks);
  let y = problem.initial;
  let p = 0;
  let failure: FlowPath['failure'] = null;
  try {
    for (const node of nodes.slice(1)) {
      for (const end of advance.ends(p, node)) {
        if (!(await host.proceed(p))) return null;
        y = advance.step(p, end, y);
        p = end;
        refuseOverflow(y, problem.resnet.effectiveDepth);
      }
      reached.push(node);
      states.push(y);
    }
  } catch (error) {
    if (error instanceof SolverError) addWork(work, error.statistics);
    else if (!(error instanceof Overflow)) throw error;
    const at = error instanceof SolverError ? error.reached : p;
    failure = { reached: at, message: `stopped at p = ${formatDepth(at)} of ${formatDepth(until)}: ${error.message}` };
  }
  return { integrator, nodes: reached, states, work, kinks, failure };
}

class Overflow extends Error {}

function refuseOverflow(y: Float64Array, effectiveDepth: number): void {
  const largest = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest < largestEntry) return;
  throw new Overflow(
    `representations or momenta grew to ${largest.toExponential(1)}, where the Hamiltonian, of the fourth power, leaves float64: ` +
      `without weights momenta grow like e^(${effectiveDepth} p). Stop before this depth (until), or take a smaller effectiveDepth or other momenta.`,
  );
}
