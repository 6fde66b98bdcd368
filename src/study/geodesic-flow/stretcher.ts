import { integratePiecewise } from '../../solve/events.ts';
import { integrateWatched } from '../../solve/initial-value.ts';
import type { SolverStatistics } from '../../solve/outcome.ts';
import { integrateSymplectic } from '../../solve/symplectic.ts';
import { type FlowProblem, productWork } from './flow-problem.ts';
import type { FlowIntegrator } from './flow-scenario.ts';

/** Work of an integration so far. */
export interface FlowWork {
  steps: number;
  rejected: number;
  evaluations: number;
  /** Products with the derivative, of Gauss–Legendre steps. */
  products: number;
  /** Iterations on the stages of all steps, and of the worst. */
  iterations: number;
  mostIterations: number;
}

/** Entry (neuron, point) of A changed its sign at depth p. */
export interface FlowKink {
  readonly p: number;
  readonly neuron: number;
  readonly point: number;
}

/** Tests of the signs of A in every odex step. */
const samplesPerStep = 8;
/** Steps of odex in one stretch, beyond which the solution is taken to blow up. */
const mostSteps = 10_000;
/** Sign changes allowed in one stretch, per entry of A. */
const kinksPerEntry = 100;
/** A stretch of odex spans at most this much of L̃ p, and one of Gauss–Legendre about so many multiplications. */
const longestStretch = 8;
const stretchWork = 2e8;
/** Reduction of the linear residual in Newton's method. */
const reduction = 1e-4;
/** One integrator, stretch by stretch. */
interface Stretcher {
  /** Where the stretches from p to a node end. */
  ends(from: number, to: number): number[];
  /** The state at `to`. @throws SolverError */
  step(from: number, to: number, y: Float64Array): Float64Array;
}

/** @param work, kinks grow with every stretch */
export function stretcherOf(
  problem: FlowProblem,
  integrator: FlowIntegrator,
  until: number,
  work: FlowWork,
  kinks: FlowKink[],
): Stretcher {
  const { resnet, points } = problem;
  if (integrator.method === 'gauss-legendre') return symplecticStretcher(problem, integrator, until, work);
  const { tolerance } = integrator;
  const common = {
    rate: problem.rate,
    tolerance: { relative: tolerance, absolute: tolerance },
    outputTimes: [],
    outputComponents: [],
    maximumStep: Number.POSITIVE_INFINITY,
  };
  const ends = (from: number, to: number) =>
    evenly(from, to, Math.ceil(((to - from) * resnet.effectiveDepth) / longestStretch));
  if (resnet.activation === 'relu') {
    const { entries } = problem;
    return {
      ends,
      step(from, to, initial) {
        const solution = integratePiecewise({
          ...common,
          ...{ from, to, initial, samplesPerStep },
          switching: { count: entries, values: (_, y, out) => out.set(y.subarray(0, entries)) },
          maximumSteps: mostSteps + 20 * entries,
          maximumKinks: kinksPerEntry * entries,
        });
        addWork(work, solution.statistics);
        for (const { t, index } of solution.kinks) {
          kinks.push({ p: t, neuron: Math.floor(index / points), point: index % points });
        }
        return solution.final;
      },
    };
  }
  let firstStep: number | null = null;
  return {
    ends,
    step(from, to, initial) {
      const problemOfStretch = { ...common, from, to, initial, maximumSteps: mostSteps };
      const { final, statistics } = integrateWatched(problemOfStretch, { firstStep, examine: null });
      addWork(work, statistics);
      firstStep = statistics.largestStep;
      return final;
    },
  };
}

function symplecticStretcher(
  problem: FlowProblem,
  integrator: Extract<FlowIntegrator, { method: 'gauss-legendre' }>,
  until: number,
  work: FlowWork,
): Stretcher {
  const { order, steps, inner, iterations, krylov } = integrator;
  const stepsOf = (from: number, to: number) => Math.max(1, Math.round((steps * (to - from)) / until));
  const evaluations = 10 * (order / 2) * (krylov === null ? 3 : 30);
  const most = Math.max(20, Math.ceil(stretchWork / (evaluations * productWork(problem.resnet, problem.points))));
  return {
    ends(from, to) {
      const count = stepsOf(from, to);
      const stretches = Math.ceil(count / most);
      return Array.from({ length: stretches }, (_, i) =>
        i === stretches - 1 ? to : from + ((to - from) * Math.floor(((i + 1) * count) / stretches)) / count,
      );
    },
    step(from, to, initial) {
      const solution = integrateSymplectic({
        ...{ rate: problem.rate, from, to, initial, order, steps: stepsOf(from, to) },
        ...{ outputSteps: [], outputComponents: [] },
        stageSolver:
          inner === 'fixed-point'
            ? { method: 'fixed-point', maximumIterations: iterations }
            : {
                method: 'newton-krylov',
                maximumIterations: iterations,
                jacobianProduct: problem.derivative,
                krylovDimension: krylov ?? 1,
                reduction,
              },
      });
      const { statistics } = solution;
      addWork(work, statistics);
      return solution.final;
    },
  };
}

function evenly(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? to : from + ((to - from) * (i + 1)) / count));
}

/** Adds a stretch to the work. */
export function addWork(work: FlowWork, part: SolverStatistics & Partial<SymplecticCounts>): void {
  work.steps += part.steps;
  work.rejected += part.rejected;
  work.evaluations += part.evaluations;
  work.products += part.jacobianProducts ?? 0;
  work.iterations += part.iterations ?? 0;
  work.mostIterations = Math.max(work.mostIterations, part.mostIterations ?? 0);
}

interface SymplecticCounts {
  readonly jacobianProducts: number;
  readonly iterations: number;
  readonly mostIterations: number;
}
