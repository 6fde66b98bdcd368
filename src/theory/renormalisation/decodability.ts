import { unpackUpper } from '../../numeric/dense/gram.ts';
import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { ordinaryProduct } from '../../numeric/dense/ordinary-product.ts';
import { leadingEigenpairs } from '../../numeric/eigen/leading-eigenpairs.ts';
import { MomentAccumulator } from '../richness/accumulate.ts';
import type { RowMoments } from '../richness/row-moments.ts';
import type { Rows } from '../richness/rows.ts';
import { RenormalisationError } from './renormalisation-error.ts';

/** Moments of stream rows with one-hot symbols beside them, of two halves of the samples. */
export interface DecoderMoments {
  /** V. */
  readonly states: number;
  /** Symbols asked for with every row: x_{t+r} at so many offsets r. */
  readonly offsets: number;
  /** Features: the stream; targets: V columns per offset. */
  readonly halves: readonly [RowMoments, RowMoments];
}

export interface Decodability {
  /** Mean of both halves. */
  readonly value: number;
  /** R² on the second half of what was fitted on the first, and the other way round. */
  readonly halves: readonly [number, number];
}

/** Collects `DecoderMoments` of one layer as its rows come. */
export class DecoderAccumulator {
  readonly #states: number;
  readonly #offsets: number;
  readonly #halves: readonly [MomentAccumulator, MomentAccumulator];

  /** @throws RenormalisationError unless all are whole numbers from 1 on */
  constructor(width: number, states: number, offsets: number) {
    for (const [name, value] of Object.entries({ width, states, offsets })) {
      if (Number.isSafeInteger(value) && value >= 1) continue;
      throw new RenormalisationError(`decoder: ${name} must be a whole number from 1 on; got ${value}.`);
    }
    const shape = { features: width, outputs: 0, targets: states * offsets, initialFeatures: 0, classes: 0 };
    this.#states = states;
    this.#offsets = offsets;
    this.#halves = [new MomentAccumulator(shape), new MomentAccumulator(shape)];
  }

  /**
   * @param half which half of the samples these belong to; a sequence belongs to one half only
   * @param symbols for every offset one symbol per row
   * @throws RenormalisationError for symbols that are none of 0 … V − 1, or not one per row; RichnessError for rows that are not finite
   */
  add(half: 0 | 1, stream: Rows, symbols: readonly ArrayLike<number>[]): void {
    if (symbols.length !== this.#offsets) {
      throw new RenormalisationError(
        `decoder: symbols at ${this.#offsets} offsets are expected, got ${symbols.length}.`,
      );
    }
    const targets = createMatrix(stream.rows, this.#states * this.#offsets);
    symbols.forEach((column, r) => {
      if (column.length !== stream.rows) {
        throw new RenormalisationError(
          `decoder: ${stream.rows} symbols, one per row, are expected at offset number ${r}; got ${column.length}.`,
        );
      }
      for (let i = 0; i < stream.rows; i++) {
        const symbol = column[i]!;
        if (!(Number.isInteger(symbol) && symbol >= 0 && symbol < this.#states)) {
          throw new RenormalisationError(
            `decoder: a symbol from 0 to ${this.#states - 1} is expected in row ${i} at offset number ${r}; got ${symbol}.`,
            { row: i },
          );
        }
        targets.data[i * targets.columns + r * this.#states + symbol] = 1;
      }
    });
    this.#halves[half].add({ features: stream, targets });
  }

  /** Empty after. @throws RichnessError where a half has no rows */
  finish(): DecoderMoments {
    const halves = [this.#halves[0].finish(), this.#halves[1].finish()] as const;
    return { states: this.#states, offsets: this.#offsets, halves };
  }
}

/** Directions of the stream whose standard deviation is not above this part of the largest are not used. ◇ Float32 resolves less. */
const directionTolerance = 1e-6;

/**
 * How much of the symbol x_{t+r} a linear map of the stream at t tells: least squares of its one-hot vector on the stream and a constant,
 * fitted on one half of the samples and scored on the other, both ways,
 *
 *     R² = 1 − Σ_v Σ (y_v − ŷ_v)² / Σ_v Σ (y_v − ȳ_v)²,   ȳ the mean of the half that was fitted. ◇
 *
 * 1: known for certain; 0: no more than the stationary law; below 0 where the fit has learned noise (few samples per direction). From
 * second moments: B = Y_cᵀX_c (X_cᵀX_c)⁺ of one half into the moments of the other.
 * @returns one per offset
 * @throws RenormalisationError where a symbol does not vary, as every sample has the same
 */
export function decodability({ states, offsets, halves: [a, b] }: DecoderMoments): readonly Decodability[] {
  const forward = scoreOf(a, b, states);
  const backward = scoreOf(b, a, states);
  return Array.from({ length: offsets }, (_, r) => {
    const pair = [forward[r]!, backward[r]!] as const;
    return { value: (pair[0] + pair[1]) / 2, halves: pair };
  });
}

function scoreOf(fit: RowMoments, score: RowMoments, states: number): Float64Array {
  const { features: width, targets } = fit.shape;
  const { coefficients, directions } = fittedMap(fit);
  const rank = directions.rows;
  const along = product('A Bᵀ', rowsOf(score.targetsFeatures, targets, width), directions);
  const square = product('A Bᵀ', product('A B', directions, gramOf(score)), directions);
  const images = product('A B', coefficients, square);
  const shift = score.featureMean.map((value, j) => value - fit.featureMean[j]!);
  const shiftAlong = product('A Bᵀ', rowsOf(shift, 1, width), directions);
  const out = new Float64Array(targets / states);
  for (let r = 0; r < out.length; r++) {
    let residual = 0;
    let total = 0;
    for (let c = r * states; c < (r + 1) * states; c++) {
      const apart = score.targetMean[c]! - fit.targetMean[c]!;
      let offset = apart;
      let change = 0;
      for (let k = 0; k < rank; k++) {
        const slope = coefficients.data[c * rank + k]!;
        offset -= slope * shiftAlong.data[k]!;
        change += slope * (images.data[c * rank + k]! - 2 * along.data[c * rank + k]!);
      }
      residual += score.targetSquares[c]! + change + score.count * offset * offset;
      total += score.targetSquares[c]! + score.count * apart * apart;
    }
    if (!(total > 0)) {
      throw new RenormalisationError(
        `decoder: every sample has the same symbol at offset number ${r}, so there is nothing to explain; take more samples.`,
      );
    }
    out[r] = 1 - residual / total;
  }
  return out;
}

/** The map in the basis of the principal directions that are used (a row each): y − ȳ = coefficients · directions · (x − x̄). */
function fittedMap(fit: RowMoments): { readonly coefficients: Matrix; readonly directions: Matrix } {
  const { features: width, targets } = fit.shape;
  const { values, vectors } = leadingEigenpairs(gramOf(fit), width);
  const rounding = (4 * Number.EPSILON) ** 2 * fit.count * fit.featureMean.reduce((sum, x) => sum + x * x, 0);
  let rank = 0;
  while (rank < width && values[rank]! > Math.max(rounding, directionTolerance ** 2 * values[0]!)) rank++;
  const directions = { ...vectors, rows: rank };
  const coefficients = product('A Bᵀ', rowsOf(fit.targetsFeatures, targets, width), directions);
  for (let at = 0; at < coefficients.data.length; at++) coefficients.data[at]! /= values[at % rank]!;
  return { coefficients, directions };
}

function gramOf({ features, shape }: RowMoments): Matrix {
  const out = createMatrix(shape.features, shape.features);
  unpackUpper(features, out, true);
  return out;
}

function rowsOf(values: ArrayLike<number>, rows: number, columns: number): Matrix {
  return { rows, columns, stride: columns, data: Float64Array.from(values) };
}

function product(form: 'A B' | 'A Bᵀ', a: Matrix, b: Matrix): Matrix {
  const out = createMatrix(a.rows, form === 'A B' ? b.columns : b.rows);
  if (out.data.length > 0 && a.columns > 0) ordinaryProduct(form, a, b, out);
  return out;
}
