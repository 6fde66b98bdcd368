import { describe, expect, it } from 'vitest';
import { present } from '#odepth/study/bottleneck-sweep/presentation/present';
import { sweepResult } from '#odepth/study/bottleneck-sweep/sweep-result';
import type { BottleneckSweepScenario } from '#odepth/study/bottleneck-sweep/sweep-scenario';
import { rowsOf, soundSvg, textsOf } from '../../figure/specification.ts';
import { broken, pointsOf, type SyntheticPath, sweepOf } from './synthetic-points.ts';

const wobble = [0.03, -0.02, -0.01];

function shown(scenario: BottleneckSweepScenario, path: Parameters<typeof pointsOf>[1]) {
  const { summary, provenance, arrays } = sweepResult(scenario, 'digest', pointsOf(scenario, path), 0);
  const json = JSON.parse(JSON.stringify(scenario));
  return present({ scenario: json, rows: summary.quantities, provenance, arrays });
}

/** Closing in on 2, the least COI_γ below it at the end. */
function closing(depth: number, seed: number): SyntheticPath {
  const cost = depth === 8 ? 1.9 : 2 + 40 / depth ** 2;
  return { energy: 2 - 1 / depth + wobble[seed]!, cost: cost + wobble[seed]!, more: { testError: 1 / depth } };
}

describe('the report of a sweep', () => {
  it('tells both estimates, their gap, and where they bracket k*', async () => {
    const scenario = await sweepOf('{effectiveDepth: [1, 2, 4, 8], seeds: 3}');
    const { sections, headline } = shown(scenario, (depth, { seed }) => closing(depth, seed));
    const { introduction } = sections[0]!;
    expect(introduction).toContain('As L̃ goes from 1 to 8, −2H/L̃ goes from 1.00 to 1.88');
    expect(introduction).toContain('The gap between them goes from 41.0 to 0.0250 and is least at L̃ = 8: 0.0250.');
    expect(introduction).toContain('They bracket k* = 2, the rank of the teacher, at L̃ = 1, 2, 4.');
    expect(introduction).toContain('The least COIᵧ falls short of k* at L̃ = 8, by up to 0.100.');
    expect(introduction).toContain('The test error is least at L̃ = 8: 0.125.');
    expect(introduction).toContain('12 of 12 problems are solved to their tolerance');
    expect(headline!.columns).toEqual(['L̃', '−2H/L̃', 'min COIᵧ', 'gap', 'brackets k* = 2']);
    expect(headline!.rows.map((row) => row.at(-1))).toEqual(['yes', 'yes', 'yes', 'no']);
    expect(headline!.rows[0]![1]).toBe('1.000 ± 0.015');
  });

  it('has a paragraph for every penalty, and names points without numbers', async () => {
    const scenario = await sweepOf('{effectiveDepth: [1, 2], lambdaOverDepth: [0.001, 0.01]}', { 'penalty:': '' });
    const { sections, headline } = shown(scenario, (depth, { lambdaOverDepth }) => ({
      ...closing(depth, 0),
      change: lambdaOverDepth === 1 ? broken : {},
    }));
    expect(sections[0]!.sentences).toHaveLength(2);
    expect(sections[0]!.sentences![1]).toBe('At λ/L̃ = 0.01: No point has numbers.');
    expect(sections[0]!.introduction).toContain('2 have no finite solution and are left out');
    expect(headline!.rows.at(-1)).toEqual(['λ/L̃ = 0.01', '2', '–', '–', '–', '–']);
  });
});

describe('the figures of a sweep', () => {
  it('are sound at both widths, with bars along depth and over seeds and the rank of the teacher', async () => {
    const scenario = await sweepOf('{effectiveDepth: "1:15", seeds: 3}');
    const { figures, tables } = shown(scenario, (depth, { seed }) => closing(depth, seed));
    expect(figures.map(({ name }) => name)).toEqual(['bottleneck-rank', 'norms', 'loss', 'convergence']);
    expect(tables.map(({ figure }) => figure)).toEqual(figures.map(({ name }) => name));
    for (const { wide, narrow } of figures) {
      await soundSvg(wide, 940);
      await soundSvg(narrow, 390);
    }
    const [ranks] = figures;
    const texts = textsOf(await soundSvg(ranks!.wide, 940));
    for (const text of ['k* = 2', 'least to greatest along depth', '± standard error over seeds', 'least COIᵧ'])
      expect(texts).toContain(text);
    expect(rowsOf(ranks!.wide)).toContainEqual({
      at: 4,
      low: expect.closeTo(1.65, 10),
      high: expect.closeTo(1.95, 10),
    });
    // COI_γ is 42 at L̃ = 1: k* = 2 needs a panel of its own.
    expect(texts).toContain('bottleneck rank, near k*');
  });

  it('do with one value on an axis, a sweep over the penalty, and nothing finite', async () => {
    const penalty = await sweepOf('{lambdaOverDepth: [0.001, 0.01, 0.1]}', {
      ...{ 'penalty:': '', 'model:': 'model: {effectiveDepth: 5, width: 12, activation: {softplus: 20}}' },
    });
    const one = await sweepOf('{effectiveDepth: [3]}');
    for (const [scenario, title] of [
      [penalty, 'penalty λ/L̃'],
      [one, 'effective depth L̃'],
    ] as const) {
      for (const change of [{}, broken]) {
        const { figures, sections } = shown(scenario, () => ({ energy: 1, cost: 3, change }));
        expect(sections[0]!.introduction).not.toMatch(/NaN|undefined|Infinity/);
        for (const { wide } of figures) await soundSvg(wide, 940);
        if (change !== broken) expect(textsOf(await soundSvg(figures[0]!.wide, 940))).toContain(title);
      }
    }
  });
});
