import type { FlowProblem } from './flow-problem.ts';
import type { JudgedPath } from './judged-path.ts';
import { relativeDistance } from './measure.ts';

/** One path beside another at the nodes that both reached. */
export interface PathDifference {
  /** Relative, at every node of the path; NaN beyond the reach of the other. */
  readonly values: readonly number[];
  /** Largest of them. */
  readonly largest: number;
  /** Largest estimated errors of the two. */
  readonly errors: readonly [number, number];
  /** (largest difference) / (sum of the largest errors): single nodes may agree by chance. */
  readonly inErrors: number;
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
  const largest = largestOf(values.filter((value) => !Number.isNaN(value)));
  const errors = [largestOf(judged.error), largestOf(reference.error)] as const;
  return { values, largest, errors, inErrors: largest / (errors[0] + errors[1] + rounding) };
}

/** NaN where one is NaN. */
function largestOf(values: readonly number[]): number {
  return values.reduce((most, value) => (value > most || Number.isNaN(value) ? value : most), 0);
}
