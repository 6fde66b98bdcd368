import type { Matrix } from '../../numeric/dense/matrix.ts';

/** Inputs and what a network should give for them, as plain data in float64: precision is the network's matter. */
export interface Examples {
  readonly count: number;
  /** One example per row, or `length` tokens per example, one example after the other. */
  readonly inputs: Matrix | { readonly tokens: Int32Array; readonly length: number };
  /** Classes 0 … C − 1; null where targets are numbers. */
  readonly labels: Int32Array | null;
  /** Targets as numbers, count × C; null where there are labels. */
  readonly targets: Matrix | null;
}

/** Examples for training and for testing. */
export interface DataSet {
  readonly train: Examples;
  readonly test: Examples;
  /** C: classes, or coordinates of a target. */
  readonly outputs: number;
}

/** The examples at the positions given, copied in that order. @throws RangeError for a position outside */
export function examplesAt(examples: Examples, positions: ArrayLike<number>): Examples {
  const { count, inputs, labels, targets } = examples;
  const chosen = Int32Array.from(positions);
  const outside = chosen.find((at) => at < 0 || at >= count);
  if (outside !== undefined) throw new RangeError(`examples: position ${outside} is not one of ${count}`);
  return {
    count: chosen.length,
    inputs: 'tokens' in inputs ? tokensAt(inputs, chosen) : rowsAt(inputs, chosen),
    labels: labels && Int32Array.from(chosen, (at) => labels[at]!),
    targets: targets && rowsAt(targets, chosen),
  };
}

/** One set of examples after the other. @throws RangeError where they are of different kinds */
export function joinedExamples(first: Examples, second: Examples): Examples {
  const inputs =
    'tokens' in first.inputs && 'tokens' in second.inputs
      ? { tokens: joinedIntegers(first.inputs.tokens, second.inputs.tokens), length: first.inputs.length }
      : joinedRows(matrixOf(first.inputs), matrixOf(second.inputs));
  return {
    count: first.count + second.count,
    inputs,
    labels: first.labels && second.labels && joinedIntegers(first.labels, second.labels),
    targets: first.targets && second.targets && joinedRows(first.targets, second.targets),
  };
}

function matrixOf(inputs: Examples['inputs']): Matrix {
  if ('tokens' in inputs) throw new RangeError('examples: tokens and rows of numbers cannot be joined');
  return inputs;
}

function rowsAt({ columns, stride, data }: Matrix, chosen: Int32Array): Matrix {
  const out = new Float64Array(chosen.length * columns);
  for (const [i, at] of chosen.entries()) out.set(data.subarray(at * stride, at * stride + columns), i * columns);
  return { rows: chosen.length, columns, stride: columns, data: out };
}

function tokensAt({ tokens, length }: { tokens: Int32Array; length: number }, chosen: Int32Array) {
  const out = new Int32Array(chosen.length * length);
  for (const [i, at] of chosen.entries()) out.set(tokens.subarray(at * length, (at + 1) * length), i * length);
  return { tokens: out, length };
}

function joinedIntegers(first: Int32Array, second: Int32Array): Int32Array {
  const out = new Int32Array(first.length + second.length);
  out.set(first);
  out.set(second, first.length);
  return out;
}

function joinedRows(first: Matrix, second: Matrix): Matrix {
  const { columns } = first;
  const rows = first.rows + second.rows;
  const data = new Float64Array(rows * columns);
  for (const [base, part] of [[0, first] as const, [first.rows, second] as const]) {
    for (let i = 0; i < part.rows; i++) {
      data.set(part.data.subarray(i * part.stride, i * part.stride + columns), (base + i) * columns);
    }
  }
  return { rows, columns, stride: columns, data };
}
