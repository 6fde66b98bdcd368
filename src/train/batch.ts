import type { MatrixOf, RealArray } from '../numeric/dense/matrix.ts';
import type { NetworkInputs } from './network.ts';
import type { TrainingData } from './training.ts';

/** Number of examples, where one has `tokens` tokens. @throws RangeError where inputs and targets do not agree */
export function exampleCount({ inputs, targets }: TrainingData, tokens: number): number {
  const count = inputs instanceof Int32Array ? inputs.length / tokens : inputs.rows;
  const targetCount = targets instanceof Int32Array ? targets.length : targets.rows;
  if (count === targetCount && count >= 1) return count;
  throw new RangeError(`Training data: expected as many targets as examples; got ${targetCount} for ${count}.`);
}

/** Room for some of the examples of a data set, copied together. */
export class Batch {
  readonly #data: TrainingData;
  readonly #tokens: number;
  readonly #inputs: NetworkInputs;
  readonly #targets: TrainingData['targets'];

  constructor(data: TrainingData, tokens: number, most: number) {
    this.#data = data;
    this.#tokens = tokens;
    this.#inputs = data.inputs instanceof Int32Array ? new Int32Array(most * tokens) : roomFor(data.inputs, most);
    this.#targets = data.targets instanceof Int32Array ? new Int32Array(most) : roomFor(data.targets, most);
  }

  /** Examples order[from … to), in this order; valid until the next call. */
  take(order: Int32Array, from: number, to: number): TrainingData {
    const { inputs, targets } = this.#data;
    return {
      inputs: gather(inputs, this.#tokens, this.#inputs, order, from, to),
      targets: gather(targets, 1, this.#targets, order, from, to),
    };
  }
}

/** Examples from … to − 1 of inputs or targets, as a view. */
export function slice<T extends NetworkInputs>(values: T, tokens: number, from: number, to: number): T;
export function slice(values: NetworkInputs, tokens: number, from: number, to: number): NetworkInputs {
  if (values instanceof Int32Array) return values.subarray(from * tokens, to * tokens);
  const { columns, stride, data } = values;
  return { rows: to - from, columns, stride, data: data.subarray(from * stride, (to - 1) * stride + columns) };
}

function roomFor({ columns, data }: MatrixOf<RealArray>, rows: number): MatrixOf<RealArray> {
  const values = data instanceof Float64Array ? new Float64Array(rows * columns) : new Float32Array(rows * columns);
  return { rows, columns, stride: columns, data: values };
}

/** The first rows of `room` ← rows order[from … to) of `values`. */
function gather<T extends NetworkInputs>(
  values: T,
  tokens: number,
  room: T,
  order: Int32Array,
  from: number,
  to: number,
): T;
function gather(
  values: NetworkInputs,
  tokens: number,
  room: NetworkInputs,
  order: Int32Array,
  from: number,
  to: number,
): NetworkInputs {
  const width = values instanceof Int32Array ? tokens : values.columns;
  const stride = values instanceof Int32Array ? tokens : values.stride;
  const source = values instanceof Int32Array ? values : values.data;
  const target = room instanceof Int32Array ? room : room.data;
  for (let i = from; i < to; i++) {
    const [start, out] = [order[i]! * stride, (i - from) * width];
    for (let j = 0; j < width; j++) target[out + j] = source[start + j]!;
  }
  return slice(room, tokens, 0, to - from);
}
