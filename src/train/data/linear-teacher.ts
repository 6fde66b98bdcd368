import { normalMatrix } from '../../model/normal-matrix.ts';
import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import type { DataSet, Examples } from './examples.ts';

/** y = W x with W of a given spectrum: r orthonormal directions of the inputs to r orthonormal directions of the targets. */
export interface LinearTeacher {
  readonly inputs: number;
  readonly outputs: number;
  /** Singular values of W, at most min(inputs, outputs) of them, descending. */
  readonly singularValues: readonly number[];
  readonly train: number;
  readonly test: number;
}

/**
 * y_i = Σ_k s_k u_k ⟨v_k, x_i⟩ with random orthonormal u_k and v_k (addresses (seed, 'teacher', 0 and 1)) and
 * x_i ~ N(0, I) ((seed, 'data-inputs', 0 and 1)). Training inputs are whitened, (1/N) Σ x xᵀ = I, where there are enough
 * of them: the singular directions of W are then those of the data exactly.
 */
export function linearTeacher(spec: LinearTeacher, seed: bigint): DataSet & { readonly map: Matrix } {
  const { inputs, outputs, singularValues, train, test } = spec;
  const rank = singularValues.length;
  if (rank > Math.min(inputs, outputs))
    throw new RangeError(`linear teacher: ${rank} singular values for a map of ${inputs} inputs to ${outputs} outputs`);
  const left = orthonormalRows(normalMatrix({ seed, purpose: 'teacher', network: 0 }, rank, outputs, 1));
  const right = orthonormalRows(normalMatrix({ seed, purpose: 'teacher', network: 1 }, rank, inputs, 1));
  const map = createMatrix(outputs, inputs);
  for (const [k, s] of singularValues.entries()) {
    for (let c = 0; c < outputs; c++) {
      for (let j = 0; j < inputs; j++)
        map.data[c * inputs + j]! += s * left.data[k * outputs + c]! * right.data[k * inputs + j]!;
    }
  }
  const drawn = (count: number, network: number) =>
    normalMatrix({ seed, purpose: 'data-inputs', network }, count, inputs, 1);
  const training = drawn(train, 0);
  const examples = (x: Matrix): Examples => ({ count: x.rows, inputs: x, labels: null, targets: mapped(x, map) });
  return {
    train: examples(train >= inputs ? whitened(training) : training),
    test: examples(drawn(test, 1)),
    ...{ outputs, map },
  };
}

/** X Wᵀ. */
function mapped(x: Matrix, map: Matrix): Matrix {
  const out = createMatrix(x.rows, map.rows);
  for (let i = 0; i < x.rows; i++) {
    for (let c = 0; c < map.rows; c++) {
      let sum = 0;
      for (let j = 0; j < x.columns; j++) sum += x.data[i * x.stride + j]! * map.data[c * map.stride + j]!;
      out.data[i * map.rows + c] = sum;
    }
  }
  return out;
}

/** Gram–Schmidt on the rows, twice over: orthonormal to rounding. */
function orthonormalRows(m: Matrix): Matrix {
  const { rows, columns } = m;
  const data = Float64Array.from(m.data);
  const row = (i: number) => data.subarray(i * columns, (i + 1) * columns);
  for (let i = 0; i < rows; i++) {
    const own = row(i);
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < i; k++) {
        const other = row(k);
        const along = dot(own, other);
        for (let j = 0; j < columns; j++) own[j]! -= along * other[j]!;
      }
    }
    const length = Math.sqrt(dot(own, own));
    for (let j = 0; j < columns; j++) own[j]! /= length;
  }
  return { rows, columns, stride: columns, data };
}

/** √N times the orthonormalised columns: (1/N) XᵀX = I. */
function whitened(x: Matrix): Matrix {
  const across = createMatrix(x.columns, x.rows);
  for (let i = 0; i < x.rows; i++) {
    for (let j = 0; j < x.columns; j++) across.data[j * x.rows + i] = x.data[i * x.stride + j]!;
  }
  const { data } = orthonormalRows(across);
  const out = createMatrix(x.rows, x.columns);
  const scale = Math.sqrt(x.rows);
  for (let i = 0; i < x.rows; i++) {
    for (let j = 0; j < x.columns; j++) out.data[i * x.columns + j] = scale * data[j * x.rows + i]!;
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
