import type { Matrix } from '../numeric/dense/matrix.ts';
import { holdOut } from './hold-out.ts';
import { normalColumns } from './normal-matrix.ts';
import type { TaskData } from './task-data.ts';
import { type TeacherSpec, teacherOf } from './teacher.ts';
import { type Transform, transformed, transformOf } from './transform.ts';

/** Where data come from. */
export type TaskSource =
  | { readonly teacher: TeacherSpec; readonly train: number; readonly test: number }
  | {
      /** One expression of x1 … xd per coordinate. */
      readonly target: readonly string[];
      readonly dimension: number;
      readonly train: number;
      readonly test: number;
    }
  | {
      readonly data: TaskData;
      /** Points of `data` that are held out for testing, chosen at random; 0 where the data bring their own or there are none. */
      readonly test: number;
    };

/** What is to be learned, and how it is prepared. */
export interface TaskSpec {
  readonly source: TaskSource;
  readonly centre: boolean;
  readonly normalise: boolean;
}

/** Data ready for training. Columns are data points: inputs d × N, targets d′ × N. */
export interface Task extends TaskData {
  /** Largest rank of the teacher's Jacobian; null for other targets. */
  readonly teacherRank: number | null;
  /** What was done to the inputs and the targets, of training and test points alike. */
  readonly transform: { readonly inputs: Transform; readonly targets: Transform };
}

/**
 * The data of a task. Inputs of teachers and expressions are independent N(0, 1) numbers; training and test points have
 * streams of their own, point by point, so that the first points do not depend on how many there are. Centring takes
 * away the mean of the training points, coordinate by coordinate; normalising divides by one number, so that the mean
 * square of a coordinate over the training points is 1. Test points are moved and divided as the training points are.
 *
 * @throws TaskError for targets that are not finite and for data that cannot be normalised
 * @throws ExpressionError for what is not an expression of x1 … xd
 */
export async function makeTask(spec: TaskSpec, seed: bigint): Promise<Task> {
  const { data, teacherRank } = await dataOf(spec.source, seed);
  const inputs = transformOf(data.inputs, 'inputs', spec);
  const targets = transformOf(data.targets, 'targets', spec);
  return {
    inputs: transformed(data.inputs, inputs),
    targets: transformed(data.targets, targets),
    testInputs: data.testInputs && transformed(data.testInputs, inputs),
    testTargets: data.testTargets && transformed(data.testTargets, targets),
    teacherRank,
    transform: { inputs, targets },
  };
}

async function dataOf(source: TaskSource, seed: bigint): Promise<{ data: TaskData; teacherRank: number | null }> {
  if ('data' in source) return { data: holdOut(source.data, source.test, seed), teacherRank: null };
  if ('teacher' in source) {
    const { inputDimension, rank, values } = teacherOf(source.teacher, seed);
    return { data: await drawn(source, inputDimension, seed, values), teacherRank: rank };
  }
  const { expressionTargets } = await import('./target-expression.ts');
  const data = await drawn(source, source.dimension, seed, (x) => expressionTargets(source.target, x));
  return { data, teacherRank: null };
}

async function drawn(
  { train, test }: { readonly train: number; readonly test: number },
  dimension: number,
  seed: bigint,
  values: (inputs: Matrix) => Matrix | Promise<Matrix>,
): Promise<TaskData> {
  const draw = (network: number, points: number) =>
    normalColumns({ seed, purpose: 'data-inputs', network }, dimension, points, 1);
  const inputs = draw(0, train);
  const testInputs = test > 0 ? draw(1, test) : null;
  return {
    inputs,
    targets: await values(inputs),
    testInputs,
    testTargets: testInputs && (await values(testInputs)),
  };
}
