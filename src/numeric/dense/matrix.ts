/** A rows × columns matrix of float64, row by row: entry (i, j) is data[i · stride + j]. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Distance between rows, ≥ columns. */
  readonly stride: number;
  readonly data: Float64Array;
}
