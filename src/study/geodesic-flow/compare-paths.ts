import type { FlowProblem } from './flow-problem.ts';
import type { JudgedPath } from './judged-path.ts';
import { relativeDistance } from './measure.ts';

/** One path beside another at the nodes that both reached. */
export interface PathDifference {
  /** Relative, at every node of the path; NaN beyond the reach of the other. */
  readonly values: readonly number[];
  /** Largest of (difference) / (sum of both estimated errors), and the node where it is. */
  readonly inErrors: number;
  readonly worst: number;
}

/** Differences below this part of the state are rounding. */
const rounding = 64 * Number.EPSILON;

/** The path to compare with: of those that came furthest, the one of least estimated error there. */
export function referenceOf(paths: readonly JudgedPath[]): JudgedPath {
  const reach = ({ path }: JudgedPath) => path.nodes.length;
  const furthest = Math.max(...paths.map(reach));
  const candidates = paths.filter((one) => reach(one) === furthest);
  const errorOf = ({ error }: JudgedPath) => (Number.isNaN(error.at(-1)) ? Number.POSITIVE_INFINITY : error.at(-1)!);
  return candidates.reduce((best, one) => (errorOf(one) < errorOf(best) ? one : best));
}

export function differenceOf(problem: FlowProblem, judged: JudgedPath, reference: JudgedPath): PathDifference {
  const values = judged.path.states.map((y, i) => {
    const other = reference.path.states[i];
    return other ? relativeDistance(problem, y, other) : Number.NaN;
  });
  let [inErrors, worst] = [0, 0];
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const ratio = value / (judged.error[i]! + (reference.error[i] ?? Number.NaN) + rounding);
    // NaN, an error that is not known, stays.
    if (!(ratio <= inErrors) && !Number.isNaN(inErrors)) [inErrors, worst] = [ratio, i];
  });
  return { values, inErrors, worst };
}
