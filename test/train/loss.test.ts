import { describe, expect, it } from 'vitest';
import { createMatrix } from '#odepth/numeric/dense/matrix';
import { softmaxCrossEntropy } from '#odepth/train/loss/cross-entropy';
import { lossOf } from '#odepth/train/loss/loss-of';
import { meanSquare } from '#odepth/train/loss/mean-square';
import { normalRows } from './central-differences.ts';

const weights = [3 / 4, -3 / 20, 1 / 60];

describe('a loss', () => {
  it.each(['softmax-cross-entropy', 'mean-square'] as const)(
    '%s has the gradient of central differences of order 6',
    (name) => {
      const outputs = normalRows(4, 5, 1);
      const targets = name === 'mean-square' ? normalRows(4, 5, 2) : Int32Array.of(0, 4, 2, 2);
      const gradient = createMatrix(4, 5);
      lossOf(name, outputs, targets, gradient);
      outputs.data.forEach((value, i) => {
        const at = (distance: number) => {
          outputs.data[i] = value + distance;
          return lossOf(name, outputs, targets).loss;
        };
        const h = 1e-3;
        const slope = weights.reduce((sum, w, k) => sum + (w * (at((k + 1) * h) - at(-(k + 1) * h))) / h, 0);
        outputs.data[i] = value;
        expect(Math.abs(slope - gradient.data[i]!)).toBeLessThan(1e-11);
      });
    },
  );

  it('softmax cross-entropy is ln C at equal outputs, and bears outputs of any size', () => {
    const outputs = { rows: 3, columns: 4, stride: 4, data: Float64Array.of(7, 7, 7, 7, 1e4, 0, 0, 0, -1e4, 0, 0, 0) };
    expect(softmaxCrossEntropy({ ...outputs, rows: 1 }, Int32Array.of(2)).loss).toBeCloseTo(Math.log(4), 15);
    const { loss, correct } = softmaxCrossEntropy(outputs, Int32Array.of(0, 0, 0));
    expect(loss).toBeCloseTo((Math.log(4) + 0 + 1e4 + Math.log(3)) / 3, 10);
    expect(correct).toBe(2);
  });

  it('softmax cross-entropy and its gradient keep their accuracy where the label has won', () => {
    const outputs = { rows: 1, columns: 3, stride: 3, data: Float64Array.of(50, 0, 0) };
    const gradient = createMatrix(1, 3);
    const { loss } = softmaxCrossEntropy(outputs, Int32Array.of(0), gradient);
    // ln(1 + 2 e^−50) = 2 e^−50, far below 2^−53.
    expect(loss / (2 * Math.exp(-50))).toBeCloseTo(1, 13);
    expect(gradient.data[0]! / (-2 * Math.exp(-50))).toBeCloseTo(1, 13);
    expect(gradient.data[1]! / Math.exp(-50)).toBeCloseTo(1, 13);
  });

  it('softmax cross-entropy with labels −1 is that of the other rows alone, to the bit, with gradient 0 in between', () => {
    const outputs = normalRows(5, 3, 1);
    const others = {
      ...outputs,
      rows: 2,
      data: Float64Array.of(...outputs.data.subarray(3, 6), ...outputs.data.subarray(12)),
    };
    const [gradient, alone] = [createMatrix(5, 3), createMatrix(2, 3)];
    gradient.data.fill(7);
    const value = softmaxCrossEntropy(outputs, Int32Array.of(-1, 2, -1, -1, 0), gradient);
    expect(value).toEqual(softmaxCrossEntropy(others, Int32Array.of(2, 0), alone));
    expect(value.asked).toBe(2);
    const zeros = new Float64Array(3);
    const [second, last] = [alone.data.subarray(0, 3), alone.data.subarray(3)];
    expect(gradient.data).toEqual(Float64Array.of(...zeros, ...second, ...zeros, ...zeros, ...last));
    const none = softmaxCrossEntropy(outputs, new Int32Array(5).fill(-1), gradient);
    expect(none).toEqual({ loss: Number.NaN, correct: 0, asked: 0 });
    expect(gradient.data).toEqual(new Float64Array(15));
  });

  it('mean square adds over outputs and averages over examples', () => {
    const outputs = { rows: 2, columns: 2, stride: 2, data: Float64Array.of(1, 2, 3, 4) };
    const targets = { rows: 2, columns: 2, stride: 2, data: Float64Array.of(0, 2, 5, 1) };
    expect(meanSquare(outputs, targets)).toEqual({ loss: (1 + 0 + 4 + 9) / 2, correct: 1, asked: 2 });
  });

  it('refuses targets that do not fit', () => {
    const outputs = normalRows(2, 3, 1);
    expect(() => softmaxCrossEntropy(outputs, Int32Array.of(0))).toThrow(/expected 2 labels; got 1/);
    expect(() => softmaxCrossEntropy(outputs, Int32Array.of(0, -2))).toThrow(/got -2 at 1/);
    expect(() => softmaxCrossEntropy(outputs, Int32Array.of(0, 3))).toThrow(
      /labels from 0 to 2, or −1 for a row not asked for; got 3 at 1/,
    );
    expect(() => meanSquare(outputs, normalRows(2, 2, 1))).toThrow(/expected 2 × 3 targets; got 2 × 2/);
    expect(() => lossOf('mean-square', outputs, Int32Array.of(0, 1))).toThrow(
      /expected a matrix of targets; got labels/,
    );
  });
});
