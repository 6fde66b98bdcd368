import type { MatrixOf, RealArray } from '../numeric/dense/matrix.ts';

/** A matrix whose number of rows changes from pass to pass, up to a limit, without a new allocation at a repeated number. */
export class Rows<V extends RealArray> implements MatrixOf<V> {
  rows = 0;
  readonly columns: number;
  readonly stride: number;
  /** Exactly rows × columns numbers. */
  data: V;
  readonly #whole: V;

  /** In the memory of `whole`, which limits the rows. */
  constructor(whole: V, columns: number) {
    this.columns = columns;
    this.stride = columns;
    this.#whole = whole;
    this.data = whole.subarray(0, 0) as V;
  }

  /** The first `rows` rows, with what they held; this matrix itself. */
  resize(rows: number): this {
    if (rows !== this.rows) {
      this.rows = rows;
      this.data = this.#whole.subarray(0, rows * this.columns) as V;
    }
    return this;
  }
}

/** The last token's row of every example, as a matrix that shares memory with all rows. */
export class LastTokenRows<V extends RealArray> implements MatrixOf<V> {
  rows = 0;
  readonly columns: number;
  readonly stride: number;
  data: V;
  readonly #tokens: number;
  #source: V | undefined;

  constructor(empty: V, tokens: number, columns: number) {
    this.columns = columns;
    this.stride = tokens * columns;
    this.data = empty;
    this.#tokens = tokens;
  }

  /** Of count × tokens rows without gaps; this matrix itself. */
  of(all: MatrixOf<V>): this {
    if (all.data !== this.#source) {
      this.#source = all.data;
      this.rows = all.rows / this.#tokens;
      this.data = all.data.subarray((this.#tokens - 1) * this.columns) as V;
    }
    return this;
  }
}
