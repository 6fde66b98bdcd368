import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { LossValue } from '../training.ts';
import { largestAt } from './largest-at.ts';

/**
 * (1/N) Σ_i ‖f_i − y_i‖² over the rows, with its gradient (2/N)(f_i − y_i) where asked for. `correct` counts rows whose
 * largest entry is where that of the target is. Sums are float64. @throws RangeError for targets of another shape
 */
export function meanSquare(
  outputs: MatrixOf<RealArray>,
  targets: MatrixOf<RealArray>,
  gradient?: MatrixOf<RealArray>,
): LossValue {
  const { rows, columns, data, stride } = outputs;
  if (targets.rows !== rows || targets.columns !== columns) {
    throw new RangeError(
      `Mean square: expected ${rows} × ${columns} targets; got ${targets.rows} × ${targets.columns}.`,
    );
  }
  let loss = 0;
  let correct = 0;
  for (let i = 0; i < rows; i++) {
    const [start, target] = [i * stride, i * targets.stride];
    if (largestAt(data, start, columns) === largestAt(targets.data, target, columns)) correct++;
    for (let c = 0; c < columns; c++) {
      const difference = data[start + c]! - targets.data[target + c]!;
      loss += difference * difference;
      if (gradient) gradient.data[i * gradient.stride + c] = (2 / rows) * difference;
    }
  }
  return { loss: loss / rows, correct, asked: rows };
}
