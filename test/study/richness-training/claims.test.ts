import { describe, expect, it } from 'vitest';
import { claimVerdicts } from '#odepth/study/richness-training/claims/claim-verdicts';
import { PointLog, type PointResult } from '#odepth/study/richness-training/point-result';
import type { QuantityName } from '#odepth/study/richness-training/quantities';
import type { VariantNetworks } from '#odepth/study/richness-training/study-data';
import type { Claim, RichnessTrainingScenario, Variant } from '#odepth/study/richness-training/training-scenario';

type Numbers = Partial<Record<QuantityName, readonly number[]>>;

/** A network that had these numbers at steps 0, 100, 200, … */
function network(numbers: Numbers, failure: string | null = null): PointResult {
  const log = new PointLog();
  const length = Math.max(...Object.values(numbers).map((values) => values.length));
  for (let i = 0; i < length; i++) {
    log.add(100 * i, Object.fromEntries(Object.entries(numbers).map(([name, values]) => [name, values[i]!])), {});
  }
  const rest = { before: null, after: null, warnings: [], parameters: 0, normalisation: null, failure };
  return { steps: log.steps, values: log.values, errors: log.errors, ...rest };
}

/** Networks of a kind that end with these values, seed by seed. */
const ending = (
  label: string,
  quantity: QuantityName,
  values: readonly number[],
  value: number | null = null,
): VariantNetworks => ({
  ...{ label, condition: value === null ? label : '', value },
  points: values.map((end) => network({ [quantity]: [0.5, end] })),
});

function outcomes(claim: Claim, networks: readonly VariantNetworks[], more: Partial<RichnessTrainingScenario> = {}) {
  const scenario = { claims: [claim], sweep: null, ...more } as unknown as RichnessTrainingScenario;
  return claimVerdicts(scenario, networks);
}
const outcome = (...asked: Parameters<typeof outcomes>) => outcomes(...asked)[0]!.outcome;

describe('a claim of a ratio', () => {
  const ratio = (atLeast: number): Claim => ({ ratio: { quantity: 'D_LR', of: 'lazy', to: 'full', atLeast } });
  const full = ending('full', 'D_LR', [0.1, 0.11, 0.09]);
  const lazy = ending('lazy', 'D_LR', [0.6, 0.64, 0.57]);

  it('holds, fails, or is open where three seeds do not decide it', () => {
    expect(outcome(ratio(5), [lazy, full])).toBe('holds');
    expect(outcome(ratio(7), [lazy, full])).toBe('fails');
    expect(outcome(ratio(6), [lazy, full])).toBe('inconclusive');
    const wide = ending('lazy', 'D_LR', [0.2, 0.9, 3]);
    expect(outcome(ratio(5), [wide, full])).toBe('inconclusive');
  });

  it('compares seed by seed: a factor common to both does not matter', () => {
    const a = ending('full', 'D_LR', [0.01, 0.1, 1]);
    const b = ending('lazy', 'D_LR', [0.061, 0.6, 6.1]);
    const [verdict] = outcomes(ratio(5), [b, a]);
    expect(verdict!.outcome).toBe('holds');
    expect(verdict!.statistic).toBeCloseTo(6.07, 2);
  });

  it('is open where numbers are missing or not positive', () => {
    expect(outcome(ratio(5), [lazy, ending('full', 'D_LR', [0, 0, 0])])).toBe('inconclusive');
    const diverged = { ...full, points: full.points.map((one) => ({ ...one, failure: 'diverged' })) };
    expect(outcomes(ratio(5), [lazy, diverged])[0]!.detail).toContain('0 of the networks');
  });
});

describe('a claim that two kinds are comparable', () => {
  const claim: Claim = { comparable: { quantity: 'D_LR', of: 'a', to: 'b', within: 2 } };
  const b = ending('b', 'D_LR', [0.1, 0.1, 0.1]);

  it('holds within the factor, fails beyond it in either direction', () => {
    expect(outcome(claim, [ending('a', 'D_LR', [0.12, 0.14, 0.13]), b])).toBe('holds');
    expect(outcome(claim, [ending('a', 'D_LR', [0.3, 0.31, 0.32]), b])).toBe('fails');
    expect(outcome(claim, [ending('a', 'D_LR', [0.03, 0.031, 0.032]), b])).toBe('fails');
    expect(outcome(claim, [ending('a', 'D_LR', [0.05, 0.5, 0.1]), b])).toBe('inconclusive');
  });
});

describe('a claim over a sweep', () => {
  const sweep = { field: 'targetScale', values: [1, 10, 100] };
  const rises: Claim = { monotone: { quantity: 'D_LR', direction: 'rises', of: '' } };
  const series = (rows: readonly (readonly number[])[], quantity: QuantityName = 'D_LR') =>
    rows.map((row, i) => ending(`${i}`, quantity, row, sweep.values[i]!));

  it('that a quantity rises fails for one sure step back, and not for an unsure one', () => {
    expect(
      outcome(
        rises,
        series([
          [0.1, 0.2],
          [0.3, 0.4],
          [0.5, 0.61],
        ]),
        { sweep },
      ),
    ).toBe('holds');
    expect(
      outcome(
        rises,
        series([
          [0.1, 0.2],
          [0.6, 0.7],
          [0.5, 0.601],
        ]),
        { sweep },
      ),
    ).toBe('fails');
    expect(
      outcome(
        rises,
        series([
          [0.1, 0.2],
          [0.6, 0.2],
          [0.5, 0.61],
        ]),
        { sweep },
      ),
    ).toBe('holds');
    expect(
      outcome(
        rises,
        series([
          [0.5, 0.61],
          [0.3, 0.4],
          [0.1, 0.2],
        ]),
        { sweep },
      ),
    ).toBe('fails');
    expect(
      outcome(
        rises,
        series([
          [0.1, 0.5],
          [0.3, 0.4],
          [0.5, 0.2],
        ]),
        { sweep },
      ),
    ).toBe('inconclusive');
  });

  it('that it is least where accuracy is greatest takes the best value, and every other', () => {
    const best: Claim = { best: { quantity: 'D_LR', with: 'testAccuracy', of: '' } };
    const kinds = (richness: readonly (readonly number[])[], accuracy: readonly number[]) =>
      richness.map((row, i) => ({
        ...{ label: `${i}`, condition: '', value: sweep.values[i]! },
        points: row.map((d) => network({ D_LR: [0.5, d], testAccuracy: [0, accuracy[i]!] })),
      }));
    const [verdict] = outcomes(
      best,
      kinds(
        [
          [0.4, 0.41],
          [0.1, 0.11],
          [0.3, 0.31],
        ],
        [0.7, 0.9, 0.8],
      ),
      { sweep },
    );
    expect(verdict!.outcome).toBe('holds');
    expect(verdict!.detail).toContain('greatest at 10');
    expect(
      outcome(
        best,
        kinds(
          [
            [0.4, 0.41],
            [0.1, 0.11],
            [0.05, 0.06],
          ],
          [0.7, 0.9, 0.8],
        ),
        { sweep },
      ),
    ).toBe('fails');
    expect(
      outcome(
        best,
        kinds(
          [
            [0.4, 0.41],
            [0.1, 0.31],
            [0.3, 0.11],
          ],
          [0.7, 0.9, 0.8],
        ),
        { sweep },
      ),
    ).toBe('inconclusive');
  });
});

describe('a claim of a bound', () => {
  it('is decided on its side', () => {
    const networks = [ending('a', 'testAccuracy', [0.94, 0.95, 0.96])];
    const bound = (side: 'atLeast' | 'atMost', value: number): Claim => ({
      bound: { quantity: 'testAccuracy', of: 'a', side, value },
    });
    expect(outcome(bound('atLeast', 0.9), networks)).toBe('holds');
    expect(outcome(bound('atLeast', 0.99), networks)).toBe('fails');
    expect(outcome(bound('atMost', 0.99), networks)).toBe('holds');
    expect(outcome(bound('atMost', 0.955), networks)).toBe('inconclusive');
  });
});

describe('a claim of grokking', () => {
  const claim: Claim = { grokking: { of: 'a', train: 0.99, before: 0.1, after: 0.99, fall: 3 } };
  const grokked = (late: number) =>
    network({ trainAccuracy: [0.1, 1, 1, 1], testAccuracy: [0.01, 0.05, 0.4, 1], D_LR: [0.5, 0.45, 0.3, late] });
  const early = network({
    trainAccuracy: [0.1, 0.9, 1, 1],
    testAccuracy: [0.01, 0.5, 1, 1],
    D_LR: [0.5, 0.4, 0.1, 0.1],
  });
  const kind = (points: readonly PointResult[]): VariantNetworks[] => [
    { label: 'a', condition: 'a', value: null, points },
  ];

  it('takes the last checkpoint with training examples alone, and the fall of D_LR from there', () => {
    const verdicts = outcomes(claim, kind([grokked(0.1), grokked(0.11), grokked(0.12)]));
    expect(verdicts.map((one) => one.outcome)).toEqual(['holds', 'holds']);
    expect(verdicts[1]!.statistic).toBeCloseTo(0.45 / 0.1097, 2);
    expect(verdicts[0]!.detail).toContain('100 to 300');
    expect(outcomes(claim, kind([grokked(0.3), grokked(0.3)])).map((one) => one.outcome)).toEqual(['holds', 'fails']);
  });

  it('fails where no network learns test examples late, and is open where some do', () => {
    expect(outcomes(claim, kind([early, early])).map((one) => one.outcome)).toEqual(['fails', 'inconclusive']);
    expect(outcomes(claim, kind([grokked(0.1), early]))[0]!.outcome).toBe('inconclusive');
  });
});

describe('a claim of a linear limit', () => {
  it('compares with the value for the widths and singular values of its networks', () => {
    const variant = {
      label: 'a',
      task: { linearTeacher: { inputs: 20, outputs: 2, singularValues: [3, 3], train: 50, test: 5 } },
      network: { deepLinear: { widths: [100], initialScale: 1 } },
    } as unknown as Variant;
    const limit = (which: 'rich' | 'lazy'): Claim => ({ linearLimit: { of: 'a', limit: which, within: 0.03 } });
    const more = { variants: [variant] };
    expect(outcome(limit('rich'), [ending('a', 'D_LR', [0.001, 0.002])], more)).toBe('holds');
    // 1 − √(r w/(d (d + w + 1))) with r = 2, w = 100, d = 20.
    const value = 1 - Math.sqrt(200 / (20 * 121));
    expect(outcome(limit('lazy'), [ending('a', 'D_LR', [value - 0.002, value + 0.002])], more)).toBe('holds');
    expect(outcome(limit('lazy'), [ending('a', 'D_LR', [0.001, 0.002])], more)).toBe('fails');
  });
});
