/** Rows of data in either precision: entry (i, j) is data[i · stride + j]. A `Matrix` is one. */
export interface Rows {
  readonly rows: number;
  readonly columns: number;
  /** Distance between rows, ≥ columns. */
  readonly stride: number;
  readonly data: Float64Array | Float32Array;
}

/** Columns that come with each row; 0 where there are none. */
export interface RowShape {
  /** p: penultimate features Φ, at least 1. */
  readonly features: number;
  /** C: network outputs F. */
  readonly outputs: number;
  /** K: targets Y. */
  readonly targets: number;
  /** p₀: features Φ₀ of the initial network on the same inputs. */
  readonly initialFeatures: number;
  /** Labels are whole numbers from 0 to classes − 1; 0 without labels. */
  readonly classes: number;
}

/** Some rows of everything: the parts present have as many columns as the shape says, and equally many rows. */
export interface RowBlock {
  readonly features: Rows;
  readonly outputs?: Rows;
  readonly targets?: Rows;
  readonly initialFeatures?: Rows;
  /** One per row. */
  readonly labels?: ArrayLike<number>;
  /** Index of the first row among all rows, for complaints; 0 by default. */
  readonly firstRow?: number;
}
