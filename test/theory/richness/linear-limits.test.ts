import { describe, expect, it } from 'vitest';
import { normalMatrix } from '#odepth/model/normal-matrix';
import { balancedLinearRichness, lazyLinearRichness } from '#odepth/theory/richness/linear-limits';

describe('D_LR of a deep linear network in its limits', () => {
  it('is 0 for balanced layers of equal singular values, and not for others', () => {
    expect(balancedLinearRichness([3, 3, 3], 4)).toBeCloseTo(0, 14);
    // Two layers: ρ = s; 1 − (4 + 1)/(√2 √17).
    expect(balancedLinearRichness([4, 1], 2)).toBeCloseTo(1 - 5 / Math.sqrt(34), 14);
    // More layers bring features nearer to s²: less equal.
    expect(balancedLinearRichness([4, 1], 8)).toBeGreaterThan(balancedLinearRichness([4, 1], 2));
  });

  it('is 1 − √(r/d) for wide lazy layers, and larger for narrow or many ones', () => {
    expect(lazyLinearRichness(4, 20, [1e9])).toBeCloseTo(1 - Math.sqrt(0.2), 7);
    const one = lazyLinearRichness(4, 20, [50]);
    expect(one).toBeGreaterThan(1 - Math.sqrt(0.2));
    expect(lazyLinearRichness(4, 20, [50, 50])).toBeGreaterThan(one);
  });

  it('is the mean over Gaussian weights, to a few standard errors', () => {
    const [rank, inputs, widths] = [3, 8, [24, 16]];
    const values = Array.from({ length: 200 }, (_, draw) => {
      let a = [...Array(inputs).keys()].map((i) => [...Array(inputs).keys()].map((j) => Number(i === j)));
      for (const [layer, width] of widths.entries()) {
        const address = { seed: 7n, purpose: 'test', network: 2 * draw + layer } as const;
        const { data, columns } = normalMatrix(address, width, a.length, 1);
        const below = a;
        a = [...Array(width).keys()].map((i) =>
          below[0]!.map((_, j) => below.reduce((sum, row, k) => sum + data[i * columns + k]! * row[j]!, 0)),
        );
      }
      // The map learned is of the first r coordinates: as good as random directions, since the weights are isotropic.
      const gram = (i: number, j: number) => a.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
      let squares = 0;
      for (let i = 0; i < inputs; i++) for (let j = 0; j < inputs; j++) squares += gram(i, j) ** 2;
      let projected = 0;
      for (let i = 0; i < rank; i++) projected += gram(i, i);
      return 1 - projected / Math.sqrt(squares * rank);
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length ** 2);
    // Beside sampling: the ratio of averages for the average of the ratio, 1/(d w).
    expect(Math.abs(mean - lazyLinearRichness(rank, inputs, widths))).toBeLessThan(4 * spread + 1 / (inputs * 16));
  });
});
