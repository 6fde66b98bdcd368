import { type Json, jsonNumber } from '../../record/json.ts';
import type { ErrorKind, Source, Verdict } from '../../record/series.ts';
import type { StartingPath } from '../geodesic/solution.ts';

/** One number of a point, with what its error means. */
export interface PointNumber {
  readonly value: number;
  readonly error: number;
  readonly errorKind: ErrorKind;
}

/** Everything that is known of one point of a sweep, and what the next one can start from. */
export interface PointResult {
  readonly source: Source;
  /** By quantity; none where the solution is not finite. */
  readonly numbers: ReadonlyMap<string, PointNumber>;
  /** Claims about the path; none where the solution is not finite. */
  readonly verdicts: readonly Verdict[];
  /** Singular values of A where COI_γ is least, descending. */
  readonly singularValues: Float64Array;
  /** k*, where the teacher is known. */
  readonly teacherRank: number | null;
  readonly converged: boolean;
  /** How the solver ended. */
  readonly message: string;
  readonly intervals: number;
  readonly evaluations: number;
  readonly products: number;
  /** null where nothing may start from it. */
  readonly start: StartingPath | null;
}

/** Whether there are numbers: the solution is finite. */
export function isUsable({ numbers }: Pick<PointResult, 'numbers'>): boolean {
  return numbers.size > 0;
}

/** How a point went, for the record. */
export function pointJson(label: string, seed: string, point: PointResult): Json {
  const { converged, message, intervals, evaluations, products } = point;
  return { point: label, seed, usable: isUsable(point), converged, message, intervals, evaluations, products };
}

/** A number written by `encodeJson`. @throws RangeError for anything else */
export function numberOf(value: unknown): number {
  const number = jsonNumber(value);
  if (number === undefined) throw new RangeError(`a number expected, came ${typeof value}`);
  return number;
}
