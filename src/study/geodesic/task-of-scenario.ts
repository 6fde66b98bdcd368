import { makeTask, type Task, type TaskSource } from '../../model/task.ts';
import type { Matrix } from '../../numeric/dense/matrix.ts';
import { decodeFloat64, type Float64Text } from '../../record/float64-text.ts';
import type { ResolvedTask } from './geodesic-scenario.ts';

/** The data of a scenario, drawn or decoded, centred and normalised. @throws TaskError, ExpressionError as `makeTask` */
export function taskOf(task: ResolvedTask, seed: string): Promise<Task> {
  const { centre, normalise } = task;
  return makeTask({ source: sourceOf(task), centre, normalise }, BigInt(seed));
}

function sourceOf(task: ResolvedTask): TaskSource {
  if (!('data' in task)) return task;
  const { inputs, targets, testInputs, testTargets } = task.data;
  return {
    data: {
      inputs: columnsOf(inputs),
      targets: columnsOf(targets),
      testInputs: testInputs && columnsOf(testInputs),
      testTargets: testTargets && columnsOf(testTargets),
    },
    test: task.test,
  };
}

/** Points from rows to columns. */
function columnsOf(text: Float64Text): Matrix {
  const [points, coordinates] = text.shape;
  const given = decodeFloat64(text);
  const data = new Float64Array(given.length);
  for (let j = 0; j < points; j++) {
    for (let i = 0; i < coordinates; i++) data[i * points + j] = given[j * coordinates + i]!;
  }
  return { rows: coordinates, columns: points, stride: points, data };
}

/** How many points and coordinates a task has. */
export interface TaskShape {
  /** N: points for training. */
  readonly points: number;
  readonly inputs: number;
  readonly targets: number;
}

/** The shape of the data, without making them. */
export function taskShape(task: ResolvedTask): TaskShape {
  if ('data' in task) {
    const [given, inputs] = task.data.inputs.shape;
    return { points: given - task.test, inputs, targets: task.data.targets.shape[1] };
  }
  if ('target' in task) return { points: task.train, inputs: task.dimension, targets: task.target.length };
  const { teacher, train } = task;
  if ('resnet' in teacher) return { points: train, inputs: teacher.resnet.width, targets: teacher.resnet.width };
  return { points: train, inputs: teacher.widths[0]!, targets: teacher.widths.at(-1)! };
}
