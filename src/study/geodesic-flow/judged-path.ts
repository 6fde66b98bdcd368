import type { LeakyResnet } from '../../model/leaky-resnet.ts';
import { balancednessDefect } from '../../theory/geodesic/balancedness.ts';
import { linearPath } from '../../theory/geodesic/exact.ts';
import { packState } from '../../theory/geodesic/flow.ts';
import { intervalIntegrals } from '../../theory/geodesic/path-integral.ts';
import { type FlowProblem, integralsOf } from './flow-problem.ts';
import type { FlowIntegrator } from './flow-scenario.ts';
import type { FlowPath } from './follow-flow.ts';
import { type FlowMeasure, measureState, relativeDistance } from './measure.ts';

/** A path with what is measured on it at every node, and the error of that by a companion: the same method, other steps. */
export interface JudgedPath {
  readonly name: string;
  readonly label: string;
  readonly path: FlowPath;
  readonly measures: readonly FlowMeasure[];
  /** The same of the companion, as far as it came. */
  readonly companion: readonly FlowMeasure[];
  /** Estimated relative error of (A, B) at every node; NaN where there is no estimate. */
  readonly error: readonly number[];
  /** (error of this path) / (distance from its companion). */
  readonly errorShare: number;
  /** ∫ ‖∂A‖_K dp up to every node, and the estimated error of the quadrature. */
  readonly length: { readonly value: Float64Array; readonly error: Float64Array };
  /** Largest |H_p − H_0| over the largest of the parts of H. */
  readonly hamiltonianError: number;
  /** Rounding of the largest of the parts, over |H_0|: from 1 on nothing can be said of H. 0 where H_0 = 0. */
  readonly cancellation: number;
  /** Defect of ‖W_p‖² = ‖W_0‖² + ∫ 2L̃ ‖bias column‖²; null where σ is not homogeneous. */
  readonly balancedness: number | null;
}

/** Tolerances below this have a companion of larger tolerance: a smaller one would be lost in rounding. */
const leastTolerance = 1e-12;

/** What stands beside an integrator to tell its error: a hundredth of the tolerance, or twice the steps. */
export function companionOf(integrator: FlowIntegrator): FlowIntegrator {
  if (integrator.method === 'gauss-legendre') return { ...integrator, steps: 2 * integrator.steps };
  const { method, tolerance } = integrator;
  return { method, tolerance: tolerance < leastTolerance ? 100 * tolerance : tolerance / 100 };
}

export function judgePath(
  problem: FlowProblem,
  stabiliser: number,
  given: {
    readonly name: string;
    readonly label: string;
    readonly path: FlowPath;
    readonly companion: FlowPath | null;
  },
): JudgedPath {
  const { name, label, path, companion } = given;
  const { integrator, states, nodes } = path;
  const others = companion?.states ?? [path.states[0]!];
  const measures = states.map((y) => measureState(problem, stabiliser, y));
  // A step twice as long errs 2^order as much; another tolerance by a factor of 100 leaves the larger error.
  const errorShare = integrator.method === 'odex' ? 1 : 1 / (1 - 2 ** -integrator.order);
  const energy = measures.map((one) => one.hamiltonian);
  const largest = Math.max(...measures.map((one) => one.parts));
  const moved = Math.max(...energy.map((value) => Math.abs(value - energy[0]!)));
  return {
    ...{ name, label, path, measures, errorShare },
    companion: others.map((y) => measureState(problem, stabiliser, y)),
    error: states.map((y, i) => {
      const other = others[i];
      return other ? errorShare * relativeDistance(problem, y, other) : Number.NaN;
    }),
    length: lengthAlong(
      nodes,
      measures.map(({ speed }) => speed),
    ),
    hamiltonianError: moved === 0 ? 0 : moved / largest,
    cancellation: energy[0] === 0 ? 0 : (Number.EPSILON * largest) / Math.abs(energy[0]!),
    balancedness: isHomogeneous(problem.resnet) ? balancednessOf(problem, path, measures) : null,
  };
}

/** [A; B] on the exact solution of the linear network at the nodes, or null for another network. */
export function exactStates(problem: FlowProblem, nodes: readonly number[]): Float64Array[] | null {
  const { resnet, initial } = problem;
  if (resnet.activation !== 'identity' || resnet.bias) return null;
  const { A, B } = problem.state(initial);
  return nodes.map((p) => {
    const { a, b } = linearPath(resnet.effectiveDepth, A, B, p);
    const state = new Float64Array(initial.length);
    state.set(packState(a, b));
    return state;
  });
}

function isHomogeneous({ activation }: LeakyResnet): boolean {
  return activation === 'relu' || activation === 'identity';
}

function balancednessOf(problem: FlowProblem, { states }: FlowPath, measures: readonly FlowMeasure[]): number {
  const { growth } = integralsOf(problem.entries);
  const grown = states.map((y) => y[growth]!);
  return balancednessDefect(
    Float64Array.from(measures, ({ weightNorm }) => weightNorm ** 2),
    Float64Array.from(grown.slice(1), (value, i) => value - grown[i]!),
  );
}

/** Integral of the speed up to every node; its error by leaving out every other node. */
function lengthAlong(nodes: readonly number[], speeds: readonly number[]): JudgedPath['length'] {
  const value = cumulated(nodes, speeds);
  const error = new Float64Array(nodes.length).fill(nodes.length < 3 ? Number.NaN : 0);
  error[0] = 0;
  if (nodes.length >= 3) {
    const kept = nodes.map((_, i) => i).filter((i) => i % 2 === 0 || i === nodes.length - 1);
    const coarse = cumulated(
      kept.map((i) => nodes[i]!),
      kept.map((i) => speeds[i]!),
    );
    kept.forEach((i, k) => {
      error[i] = Math.abs(value[i]! - coarse[k]!);
    });
    for (let i = 1; i < nodes.length; i += 2) error[i] = Math.max(error[i]!, error[i - 1]!, error[i + 1] ?? 0);
  }
  return { value, error };
}

function cumulated(nodes: readonly number[], speeds: readonly number[]): Float64Array {
  const sums = new Float64Array(nodes.length);
  if (nodes.length < 2) return sums;
  intervalIntegrals(Float64Array.from(nodes), Float64Array.from(speeds)).forEach((part, i) => {
    sums[i + 1] = sums[i]! + part;
  });
  return sums;
}
