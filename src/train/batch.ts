import type { MatrixOf, RealArray } from '../numeric/dense/matrix.ts';
import type { Network, NetworkInputs } from './network.ts';
import type { TrainingData } from './training.ts';

/** What examples are made of: tokens of inputs (1 for a row of real numbers), and rows of outputs with a target each. */
export interface ExampleShape {
  readonly tokens: number;
  readonly outputRows: number;
}

/** That of a network. */
export function exampleShape({ description: { input }, outputRows }: Network): ExampleShape {
  return { tokens: 'length' in input ? input.length : 1, outputRows };
}

/** Number of examples. @throws RangeError where inputs and targets do not agree */
export function exampleCount({ inputs, targets }: TrainingData, { tokens, outputRows }: ExampleShape): number {
  const count = inputs instanceof Int32Array ? inputs.length / tokens : inputs.rows;
  const targetCount = targets instanceof Int32Array ? targets.length : targets.rows;
  if (count * outputRows === targetCount && count >= 1) return count;
  const each = outputRows === 1 ? 'as many targets as examples' : `${outputRows} targets for every example`;
  throw new RangeError(`Training data: expected ${each}; got ${targetCount} for ${count}.`);
}

/** Room for some of the examples of a data set, copied together. */
export class Batch {
  readonly #data: TrainingData;
  readonly #shape: ExampleShape;
  readonly #inputs: NetworkInputs;
  readonly #targets: TrainingData['targets'];

  constructor(data: TrainingData, shape: ExampleShape, most: number) {
    this.#data = data;
    this.#shape = shape;
    const { inputs, targets } = data;
    const targetCount = most * shape.outputRows;
    this.#inputs = inputs instanceof Int32Array ? new Int32Array(most * shape.tokens) : roomFor(inputs, most);
    this.#targets = targets instanceof Int32Array ? new Int32Array(targetCount) : roomFor(targets, targetCount);
  }

  /** Examples order[from … to), in this order; valid until the next call. */
  take(order: Int32Array, from: number, to: number): TrainingData {
    const { inputs, targets } = this.#data;
    const { tokens, outputRows } = this.#shape;
    return {
      inputs: gather(inputs, inputs instanceof Int32Array ? tokens : 1, this.#inputs, order, from, to),
      targets: gather(targets, outputRows, this.#targets, order, from, to),
    };
  }
}

/** Examples from … to − 1 of inputs or targets with so many whole numbers or rows to an example, as a view. */
export function slice<T extends NetworkInputs>(values: T, each: number, from: number, to: number): T;
export function slice(values: NetworkInputs, each: number, from: number, to: number): NetworkInputs {
  const [first, end] = [from * each, to * each];
  if (values instanceof Int32Array) return values.subarray(first, end);
  const { columns, stride, data } = values;
  return { rows: end - first, columns, stride, data: data.subarray(first * stride, (end - 1) * stride + columns) };
}

/** Examples from … to − 1, as a view. */
export function sliceExamples(data: TrainingData, shape: ExampleShape, from: number, to: number): TrainingData {
  const { inputs, targets } = data;
  return {
    inputs: slice(inputs, inputs instanceof Int32Array ? shape.tokens : 1, from, to),
    targets: slice(targets, shape.outputRows, from, to),
  };
}

function roomFor({ columns, data }: MatrixOf<RealArray>, rows: number): MatrixOf<RealArray> {
  const values = data instanceof Float64Array ? new Float64Array(rows * columns) : new Float32Array(rows * columns);
  return { rows, columns, stride: columns, data: values };
}

/** The first examples of `room` ← examples order[from … to) of `values`, of so many whole numbers or rows each. */
function gather<T extends NetworkInputs>(
  values: T,
  each: number,
  room: T,
  order: Int32Array,
  from: number,
  to: number,
): T;
function gather(
  values: NetworkInputs,
  each: number,
  room: NetworkInputs,
  order: Int32Array,
  from: number,
  to: number,
): NetworkInputs {
  const width = values instanceof Int32Array ? 1 : values.columns;
  const stride = values instanceof Int32Array ? 1 : values.stride;
  const source = values instanceof Int32Array ? values : values.data;
  const target = room instanceof Int32Array ? room : room.data;
  let out = 0;
  for (let i = from; i < to; i++) {
    for (let row = order[i]! * each; row < (order[i]! + 1) * each; row++) {
      for (let j = 0; j < width; j++) target[out++] = source[row * stride + j]!;
    }
  }
  return slice(room, each, 0, to - from);
}
