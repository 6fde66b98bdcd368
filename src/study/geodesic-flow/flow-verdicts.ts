import { formatDepth, formatNumber } from '../../figure/format.ts';
import { decide, type Verdict } from '../../record/series.ts';
import type { PathDifference } from './compare-paths.ts';
import type { FlowProblem } from './flow-problem.ts';
import type { JudgedPath } from './judged-path.ts';
import { relativeDistance } from './measure.ts';

/** What invariants of Gauss–Legendre steps may lose to rounding, at least. */
const rounding = 1e-12;
/** Paths agree within this many times the sum of their estimated errors. */
const mostErrors = 2;
/** How closely the solution of a linear network is to be met. */
const exactTolerance = 1e-9;

/** What an integrator owes its invariants: a local error per step, or as much as it errs in the path. */
interface Allowance {
  readonly value: number;
  readonly claim: string;
  readonly why: string;
}

/** H, balancedness and, where it is known, the exact solution: what one path must fulfil as far as it came. */
export function pathVerdicts(
  problem: FlowProblem,
  judged: JudgedPath,
  exact: readonly Float64Array[] | null,
  until: number,
): Verdict[] {
  const { label, path, hamiltonianError, cancellation, balancedness } = judged;
  const reached = path.nodes.at(-1)!;
  const allowance = allowanceOf(judged);
  return [
    ...(path.failure
      ? [
          {
            ...{
              claim: `${label}: reaches p = ${formatDepth(until)}`,
              statistic: path.failure.reached,
              threshold: until,
            },
            ...{ outcome: 'fails' as const, detail: path.failure.message },
          },
        ]
      : []),
    {
      claim: `${label}: H is constant ${allowance.claim}`,
      statistic: hamiltonianError,
      threshold: allowance.value,
      outcome: cancellation < 1 ? decide(hamiltonianError, 0, allowance.value, 1) : 'inconclusive',
      detail: `|H_p − H_0| up to p = ${formatDepth(reached)} is at most ${formatNumber(hamiltonianError, 2)} of its parts; ${allowance.why}${cancellation < 1 ? '' : '. The parts of H outgrew it: what is left of it is rounding'}`,
    },
    ...(balancedness === null
      ? []
      : [
          {
            claim: `${label}: ‖W_p‖² grows by the bias column alone, ${allowance.claim}`,
            statistic: balancedness,
            threshold: allowance.value,
            outcome: decide(balancedness, 0, allowance.value, 1),
            detail: `largest deviation ${formatNumber(balancedness, 2)} of the largest ‖W_p‖²; ${allowance.why}`,
          },
        ]),
    ...(exact ? [exactVerdict(problem, judged, exact)] : []),
  ];
}

/** Whether a path agrees with the reference. */
export function agreementVerdict(judged: JudgedPath, reference: JudgedPath, difference: PathDifference): Verdict {
  const { inErrors, largest, errors } = difference;
  return {
    claim: `${judged.label} agrees with ${reference.label}`,
    statistic: inErrors,
    threshold: mostErrors,
    outcome: decide(inErrors, 0, mostErrors, Number.isNaN(inErrors) ? Number.NaN : 1),
    detail:
      `largest relative difference ${formatNumber(largest, 2)}, in units of the sum of the largest estimated errors, ` +
      `${formatNumber(errors[0], 2)} and ${formatNumber(errors[1], 2)}`,
  };
}

function allowanceOf({ path, error }: JudgedPath): Allowance {
  const { integrator, work } = path;
  if (integrator.method === 'odex') {
    const value = work.steps * integrator.tolerance;
    const why = `${work.steps} steps at ${integrator.tolerance.toExponential()} each allow ${formatNumber(value, 2)}`;
    return { value, claim: 'to the tolerance of its steps', why };
  }
  const largest = error.reduce((most, one) => (one > most ? one : most), 0);
  const why = `estimated relative error of the path ${formatNumber(largest, 2)}`;
  return { value: Math.max(largest, rounding), claim: 'at least as closely as the path is followed', why };
}

function exactVerdict(problem: FlowProblem, judged: JudgedPath, exact: readonly Float64Array[]): Verdict {
  const distances = judged.path.states.map((y, i) => relativeDistance(problem, y, exact[i]!));
  const statistic = distances.reduce((most, one) => (one > most || Number.isNaN(one) ? one : most), 0);
  return {
    claim: `${judged.label}: follows the exact solution of the linear network to ${exactTolerance.toExponential()}`,
    statistic,
    threshold: exactTolerance,
    outcome: decide(statistic, 0, exactTolerance, 1),
    detail: `largest relative difference of A or B; estimated error of the path ${formatNumber(judged.error.at(-1)!, 2)}`,
  };
}
