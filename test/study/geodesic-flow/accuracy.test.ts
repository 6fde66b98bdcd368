import { describe, expect, it } from 'vitest';
import { along, gauss, largest, last, odex, resultOf, verdict } from './flows.ts';

describe('a flow of a smooth activation', () => {
  it('keeps H to the order of Gauss–Legendre steps, and follows the path to the same', async () => {
    for (const [order, steps] of [
      [2, 40],
      [4, 20],
      [6, 8],
    ] as const) {
      const integrators = [gauss(order, steps), gauss(order, 2 * steps), odex(1e-13)];
      const result = await resultOf({ integrators, save: [0, 0.5, 1] });
      const names = [steps, 2 * steps].map((count) => `gauss-legendre-${order}-${count}`);
      const slope = (of: (name: string) => number) => Math.log2(of(names[0]!) / of(names[1]!));
      expect(slope((name) => last(result, 'pathDifference', name))).toBeGreaterThan(order - 0.3);
      expect(slope((name) => last(result, 'pathDifference', name))).toBeLessThan(order + 0.6);
      expect(slope((name) => Math.abs(last(result, 'hamiltonianError', name)))).toBeGreaterThan(order - 0.5);
    }
  });

  it('estimates the error of every path by its companion: the difference from a much better one, within a fifth', async () => {
    const integrators = [odex(1e-6), gauss(2, 40), gauss(4, 20), gauss(6, 200)];
    const result = await resultOf({ integrators });
    for (const name of ['odex-1e-6', 'gauss-legendre-2-40', 'gauss-legendre-4-20']) {
      const ratio = last(result, 'pathError', name) / last(result, 'pathDifference', name);
      expect(ratio).toBeGreaterThan(0.8);
      expect(ratio).toBeLessThan(1.25);
    }
    expect(result.summary.more?.['reference']).toBe('gauss-legendre-6-200');
    expect(result.summary.verdicts.map(({ outcome }) => outcome)).toEqual(Array(7).fill('holds'));
  });

  it('keeps H to the tolerance of odex', async () => {
    const result = await resultOf({ integrators: [odex(1e-7), odex(1e-12)] });
    expect(largest(result, 'hamiltonianError', 'odex-1e-12')).toBeLessThan(1e-11);
    expect(largest(result, 'hamiltonianError', 'odex-1e-7')).toBeGreaterThan(1e-11);
  });

  it('measures the same length whatever the steps, the Frobenius one without a quadrature between kept depths', async () => {
    const coarse = await resultOf({ integrators: [odex(1e-11), gauss(6, 100)], save: [0, 1] });
    const fine = await resultOf({ save: Array.from({ length: 81 }, (_, i) => i / 80) });
    const length = last(fine, 'pathLengthFrobenius', 'odex-1e-11');
    for (const name of ['odex-1e-11', 'gauss-legendre-6-100']) {
      expect(Math.abs(last(coarse, 'pathLengthFrobenius', name) / length - 1)).toBeLessThan(1e-9);
    }
    const [kernel] = along(fine, 'pathLength', 'odex-1e-11').slice(-1);
    expect(kernel!.error).toBeGreaterThan(0);
    expect(kernel!.error).toBeLessThan(1e-5 * kernel!.value);
  });
});

describe('a linear network', () => {
  const model = { effectiveDepth: 3, width: 4, activation: 'identity', bias: false } as const;
  const initial = { random: { points: 5, scale: 0.7, momentumScale: 0.3 } } as const;

  it('is followed to nine digits of its exact solution by both kinds of integrators', async () => {
    const result = await resultOf({ model, initial, integrators: [odex(1e-12), gauss(6, 200, 'fixed-point')] });
    for (const name of ['odex', 'Gauss–Legendre']) {
      const { outcome, statistic, threshold } = verdict(result, new RegExp(`^${name}.*exact solution`));
      expect(outcome).toBe('holds');
      expect(threshold).toBe(1e-9);
      expect(statistic).toBeLessThan(1e-11);
    }
    const singular = along(result, 'weightSingularValue', 'odex-1e-12:1').map(({ value }) => value);
    expect(Math.max(...singular) / Math.min(...singular) - 1).toBeLessThan(1e-11);
  });

  it('is not followed so by few steps of the midpoint rule, and that is said', async () => {
    const result = await resultOf({ model, initial, integrators: [gauss(2, 20)] });
    expect(verdict(result, /exact solution/).outcome).toBe('fails');
  });

  it('with bias grows its weights by the bias column alone', async () => {
    const result = await resultOf({ model: { ...model, bias: true }, initial });
    expect(last(result, 'balancednessDefect', 'odex-1e-11')).toBeLessThan(1e-9);
    const [first, ...rest] = along(result, 'weightNorm', 'odex-1e-11').map(({ value }) => value);
    expect(Math.min(...rest)).toBeGreaterThan(first!);
    expect(verdict(result, /bias column/).outcome).toBe('holds');
  });
});
