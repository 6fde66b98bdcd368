import { erfRows, erfStride } from '../numeric/error-function.ts';

/** Constants before the rows, and numbers of a row of erf. */
const [constants, row] = [16, 16];
/** Those that NaN may read as well. */
const rows = 128;

/** Room for intermediate results behind them. */
const room = 512 + 12;

export const geluTableLength = constants + rows * row + room;

/** What assembly/gelu.ts reads: constants of numeric/error-function.ts and numeric/exponential.ts, and the rows of erf. */
export function geluTable(): Float64Array {
  const table = new Float64Array(geluTableLength);
  table.set([
    // 0: where erf is ±1 to rounding; 2: 1.5 · 2^52, which rounds to whole numbers; cells of erf and their width.
    ...[6, -6, 6755399441055744, 8, 0.125],
    // 5: where e^x is 0; log₂ e; ln 2 in two parts; w₁ … w₅.
    ...[-746, Math.LOG2E, 0.6931471803691238, 1.9082149292705877e-10],
    ...[
      0.16666666666666602, -0.0027777777777015593, 0.00006613756321437934, -0.0000016533902205465252,
      4.1381367970572385e-8,
    ],
    // 14: √½, 1/√(2π).
    ...[Math.SQRT1_2, 0.3989422804014327],
  ]);
  const from = erfRows();
  for (let i = 0; i * erfStride < from.length; i++) {
    table.set(from.subarray(i * erfStride, (i + 1) * erfStride), constants + i * row);
  }
  return table;
}
