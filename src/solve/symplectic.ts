import { SolverError, type SolverOutcome, type SolverStatistics } from './outcome.ts';
import { type GaussOrder, gaussLegendre } from './symplectic/gauss-legendre.ts';
import { type Rate, type StageSolver, Stages } from './symplectic/stages.ts';

/** y' = rate(t, y), y(from) given, by steps of equal length that are symplectic if the rate is Hamiltonian. */
export interface SymplecticProblem {
  /** Writes dy/dt into `out`; y and out are reused between calls. */
  readonly rate: Rate;
  readonly from: number;
  /** End of the integration; may lie before `from`. */
  readonly to: number;
  readonly initial: Float64Array;
  readonly order: GaussOrder;
  /** Number of steps between `from` and `to`. */
  readonly steps: number;
  readonly stageSolver: StageSolver;
  /** Steps after which the solution is wanted, ascending, 0 for the initial value: nothing is interpolated. */
  readonly outputSteps: readonly number[];
  /** Components wanted there. */
  readonly outputComponents: readonly number[];
}

export interface SymplecticStatistics extends SolverStatistics {
  /** Iterations on the stage equations: of all steps, and of the worst one. */
  readonly iterations: number;
  readonly mostIterations: number;
  /** Products with the derivative of the rate. */
  readonly jacobianProducts: number;
}

export interface SymplecticSolution {
  /** outputSteps × outputComponents, row by row. */
  readonly outputs: Float64Array;
  /** The whole state at `to`. */
  readonly final: Float64Array;
  readonly statistics: SymplecticStatistics;
}

/**
 * Integrates with Gauss–Legendre collocation (order 2 is the implicit midpoint rule): symmetric, symplectic, and exact
 * for quadratic invariants. The stage equations are solved to rounding, starting from the last step's polynomial, and
 * the state is summed with compensation, so that invariants wander by rounding and not along with it (Hairer, Lubich,
 * Wanner, *Geometric Numerical Integration*, VIII.5–6).
 *
 * @throws SolverError when the rate is not finite, or the stage equations of a step are not solved
 * @throws RangeError when the problem is not well posed
 */
export function integrateSymplectic(problem: SymplecticProblem): SymplecticSolution {
  refuseBadProblem(problem);
  const { from, to, initial, steps, outputSteps, outputComponents } = problem;
  const stages = new Stages(gaussLegendre(problem.order), problem.rate, problem.stageSolver, initial.length);
  const outputs = new Float64Array(outputSteps.length * outputComponents.length);
  const h = (to - from) / steps;
  const y = initial.slice();
  const lost = new Float64Array(y.length);
  let mostIterations = 0;
  let written = 0;
  const write = (step: number) => {
    for (; outputSteps[written] === step; written++) {
      outputComponents.forEach((component, i) => {
        outputs[written * outputComponents.length + i] = y[component]!;
      });
    }
  };
  const statistics = (done: number): SymplecticStatistics => ({
    steps: done,
    rejected: 0,
    evaluations: stages.evaluations,
    smallestStep: done === 0 ? 0 : Math.abs(h),
    largestStep: done === 0 ? 0 : Math.abs(h),
    iterations: stages.iterations,
    mostIterations,
    jacobianProducts: stages.products,
  });
  const stop = (outcome: SolverOutcome, done: number, component: number | null, advice: string): never => {
    const where = { from, to, reached: from + done * h, component };
    throw new SolverError(outcome, where, statistics(done), advice);
  };
  write(0);
  for (let step = 0; step < steps; step++) {
    const before = stages.iterations;
    if (step > 0) stages.extrapolate();
    const outcome = stages.solve(from + step * h, y, h);
    mostIterations = Math.max(mostIterations, stages.iterations - before);
    if (outcome === 'not-solved') stop('stages-not-solved', step, null, unsolvedAdvice(problem.stageSolver, h));
    if (outcome === 'solved') addIncrement(y, lost, stages, h);
    const component = outcome === 'solved' ? y.findIndex((value) => !Number.isFinite(value)) : stages.notFinite;
    if (component >= 0) stop('not-finite', step, component, 'Look at the initial values, or stop before this depth.');
    write(step + 1);
  }
  return { outputs, final: y, statistics: statistics(steps) };
}

/** y ← y + h Σ b_i K_i, what rounding loses kept in `lost` for the next step. */
function addIncrement(y: Float64Array, lost: Float64Array, { method, slopes }: Stages, h: number): void {
  const { weights } = method;
  for (let u = 0; u < y.length; u++) {
    let slope = 0;
    for (let i = 0; i < weights.length; i++) slope += weights[i]! * slopes[i]![u]!;
    const increment = h * slope + lost[u]!;
    const before = y[u]!;
    y[u] = before + increment;
    lost[u] = before - y[u]! + increment;
  }
}

function unsolvedAdvice({ method, maximumIterations }: StageSolver, h: number): string {
  const step = Math.abs(h).toExponential(2);
  return method === 'fixed-point'
    ? `Substitution did not converge in ${maximumIterations} iterations with steps of ${step}: take more steps, or newton-krylov.`
    : `Newton's method did not converge in ${maximumIterations} iterations with steps of ${step}: take more steps or a larger Krylov space, and check the product with the derivative.`;
}

function refuseBadProblem(problem: SymplecticProblem): void {
  const { from, to, initial, steps, stageSolver, outputSteps, outputComponents } = problem;
  const refuse = (what: string) => {
    throw new RangeError(`symplectic integration: ${what}`);
  };
  if (!(Number.isFinite(from) && Number.isFinite(to) && from !== to)) {
    refuse(`needs an interval of finite length above 0; got ${from} to ${to}`);
  }
  if (initial.length === 0) refuse('there are no unknowns');
  const bad = initial.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) refuse(`initial value ${bad} is ${initial[bad]}`);
  if (!(Number.isInteger(steps) && steps >= 1)) refuse(`the number of steps must be a positive integer; got ${steps}`);
  const { maximumIterations } = stageSolver;
  if (!(maximumIterations >= 1)) refuse(`maximumIterations must be at least 1; got ${maximumIterations}`);
  if (stageSolver.method === 'newton-krylov' && !(stageSolver.reduction > 0 && stageSolver.reduction < 1)) {
    refuse(`the reduction of the linear residual must lie between 0 and 1; got ${stageSolver.reduction}`);
  }
  let last = 0;
  for (const step of outputSteps) {
    if (!(Number.isInteger(step) && step >= last && step <= steps)) {
      refuse(`output steps must be ascending integers from 0 to ${steps}; got ${step} after ${last}`);
    }
    last = step;
  }
  for (const component of outputComponents) {
    if (!(Number.isInteger(component) && component >= 0 && component < initial.length)) {
      refuse(`output component ${component} of ${initial.length} unknowns`);
    }
  }
}
