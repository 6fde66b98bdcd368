import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import { exp, log1p } from '../../numeric/elementary.ts';
import type { LossValue } from '../training.ts';
import { largestAt } from './largest-at.ts';

/** Label of a row that is not asked for: it counts in no mean, and its gradient is 0. */
export const notAsked = -1;

/**
 * (1/N) Σ_i [ln Σ_c e^{f_ic} − f_{i, y_i}] over the N rows f_i whose label is not −1, with its gradient
 * (softmax(f_i)_c − [c = y_i])/N where there is room for it, 0 in the other rows; NaN, and no gradient but 0, for N = 0.
 * With m the largest f_ic and R the sum of e^{f_ic − m} over the others, the loss is ln(1 + R) + m − f_{i, y_i} and the gradient at
 * a label that is the largest −R/(1 + R): both keep their relative accuracy however small they are. NaN where an output is
 * NaN. Sums are float64.
 * @throws RangeError for labels that are not one per row, from 0 to C − 1 or −1
 */
export function softmaxCrossEntropy(
  outputs: MatrixOf<RealArray>,
  labels: Int32Array,
  gradient?: MatrixOf<RealArray>,
): LossValue {
  const { rows, columns, data, stride } = outputs;
  if (labels.length !== rows) throw new RangeError(`Cross-entropy: expected ${rows} labels; got ${labels.length}.`);
  const asked = countAsked(labels, columns);
  let loss = 0;
  let correct = 0;
  for (let i = 0; i < rows; i++) {
    const start = i * stride;
    const label = labels[i]!;
    if (label === notAsked) {
      gradient?.data.fill(0, i * gradient.stride, i * gradient.stride + columns);
      continue;
    }
    const at = largestAt(data, start, columns);
    if (at === label) correct++;
    const largest = data[start + at]!;
    let rest = 0;
    for (let c = 0; c < columns; c++) if (c !== at) rest += exp(data[start + c]! - largest);
    loss += log1p(rest) + (largest - data[start + label]!);
    if (gradient) {
      const target = i * gradient.stride;
      const factor = 1 / ((1 + rest) * asked);
      for (let c = 0; c < columns; c++) gradient.data[target + c] = exp(data[start + c]! - largest) * factor;
      if (at === label) gradient.data[target + label] = -rest * factor;
      else gradient.data[target + label]! -= 1 / asked;
    }
  }
  return { loss: loss / asked, correct, asked };
}

function countAsked(labels: Int32Array, classes: number): number {
  let asked = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label === notAsked) continue;
    if (!(label >= 0 && label < classes)) {
      throw new RangeError(
        `Cross-entropy: expected labels from 0 to ${classes - 1}, or −1 for a row not asked for; got ${label} at ${i}.`,
      );
    }
    asked++;
  }
  return asked;
}
