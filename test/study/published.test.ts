import { describe, expect, it } from 'vitest';
import { renderFigures } from '#odepth/figure/render';
import type { SeriesRow, Source } from '#odepth/record/series';
import type { KernelScenario } from '#odepth/study/kernel/kernel-scenario';
import { kernelFigures } from '#odepth/study/kernel/presentation/figures';
import { roundsTo } from '#odepth/study/kernel/presentation/published-comparison';
import { publishedSections } from '#odepth/study/kernel/presentation/published-section';
import { quadratureNotes } from '#odepth/study/kernel/quadrature-note';
import { kernelVerdicts } from '#odepth/study/kernel/verdicts';
import { identityRows } from '../figure/identity.ts';
import { resolve, withLines } from '../scenario/helpers.ts';

const values = `
    - {quantity: K0, component: "0,0", t: 1, theory: "4.3730", sampled: 4.36, note: read off a plot}
    - {quantity: V4, component: "0,0,0,0", t: 1, theory: 42.88, sampled: 48.73}
    - {quantity: V4, component: "0,0,0,0", t: 1, width: 128, theory: 42.88, sampled: 48.53}
    - {quantity: K1, component: "0,0", t: 1, theory: -0.911, sampled: -0.774, sampledError: 0.025}
    - {quantity: U1, component: "0,0", t: 0, theory: -0.1975, sampled: 0}
`;

function scenario(): Promise<KernelScenario> {
  return resolve(
    withLines({
      '  width': '  width: 64',
      theory: 'theory: {modeOrder: 8, average: {gaussHermite: 32}}',
      quick: `published:\n  source: A paper (2026)\n  values:${values.trimEnd()}`,
    }),
  );
}

function row(quantity: string, component: string, t: number, source: Source, value: number, error = 0): SeriesRow {
  return { quantity, component, layer: null, t, source, value, error, errorKind: error > 0 ? 'standard' : 'tolerance' };
}

const rows: SeriesRow[] = [
  row('K0', '0,0', 1, 'published-g-only', 4.37299),
  row('K0', '0,0', 1, 'g-only', 4.36796),
  row('K0', '0,0', 1, 'sampled', 4.366, 0.008),
  row('V4', '0,0,0,0', 1, 'published-g-only', 42.8778),
  row('V4', '0,0,0,0', 1, 'g-only', 47.7898),
  row('V4', '0,0,0,0', 1, 'exact', 48.4708),
  row('V4', '0,0,0,0', 1, 'sampled', 48.74, 0.06),
  row('K1', '0,0', 1, 'published-g-only', -0.901052),
  row('K1', '0,0', 1, 'g-only', -1.02667),
  row('K1', '0,0', 1, 'sampled', -0.444, 0.017),
  row('U1', '0,0', 0, 'published-g-only', -0.197538),
  row('U1', '0,0', 0, 'g-only', -0.199855),
  row('U1', '0,0', 0, 'sampled', 6e-17, 1e-17),
];

/** Spaces that do not break read as spaces. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

async function section(of: readonly SeriesRow[] = rows) {
  const [found] = publishedSections(await scenario(), of);
  const tables = found!.tables!.map((table) => table.rows.map((cells) => cells.map(plain)));
  return { tables, sentences: found!.sentences!.map(plain) };
}

describe('the page of published values', () => {
  it('sets published, re-computed, converged, exact and sampled numbers side by side', async () => {
    const { tables } = await section();
    expect(tables[0]).toEqual([
      ['K0[0,0] at t = 1', '4.3730', '4.37299', '4.36796', '–', '4.36', '4.3660 ± 0.0080'],
      ['V4[0,0,0,0] at t = 1', '42.88', '42.8778', '47.7898', '48.4708', '48.73', '48.740 ± 0.060'],
      ['V4[0,0,0,0] at t = 1, n = 128', '42.88', '42.8778', '47.7898', '48.4708', '48.53', '–'],
      ['K1[0,0] at t = 1', '−0.911', '−0.901052', '−1.02667', '–', '−0.774 ± 0.025', '−0.444 ± 0.017'],
      ['U1[0,0] at t = 0', '−0.1975', '−0.197538', '−0.199855', '–', '0', '0'],
    ]);
  });

  it('divides the published difference into quadrature, closure and a rest that add up', async () => {
    const { tables } = await section();
    expect(tables[1]![1]).toEqual([
      'V4[0,0,0,0] at t = 1',
      ...['−5.85 (−12.0 %)', '−4.91 (−10.1 %)', '−0.950 (−1.9 %)', '+0.0122 (+0.0 %)'],
    ]);
    expect(tables[1]![2]!.slice(3)).toEqual(['–', '–']);
    expect(tables[1]![4]!.slice(1, 4)).toEqual(['−0.198', '+0.00232', '−0.200']);
    for (const cells of tables[1]!.filter((line) => !/–|·/.test(line.join()))) {
      const [whole, ...parts] = cells.slice(1).map((cell) => Number.parseFloat(cell.replace('−', '-')));
      const sum = parts.reduce((total, part) => total + part, 0);
      expect(Math.abs(sum - whole!)).toBeLessThan(0.01 * Math.abs(whole!) + 1e-4);
    }
  });

  it('says which printed digits come back and which do not', async () => {
    const { sentences } = await section();
    expect(sentences[0]).toContain('with the published quadrature (32-point Gauss–Hermite) reproduces 4 of 5');
    expect(sentences[0]).toContain('Not reproduced: K1[0,0] at t = 1, printed −0.911, re-computed −0.901052.');
  });

  it('says which published disagreements survive converged averages, by the rule of the verdicts', async () => {
    const { sentences } = await section();
    const about = (name: string, of = sentences) =>
      of.filter((sentence) => sentence.startsWith(`${name}: the published`));
    expect(about('V4[0,0,0,0] at t = 1')).toEqual([expect.stringContaining('(by 12 %), does not survive')]);
    expect(about('K1[0,0] at t = 1')).toEqual([expect.stringContaining('survives converged averages')]);
    expect(about('U1[0,0] at t = 0')).toEqual([expect.stringContaining('survives converged averages')]);
    expect(about('K0[0,0] at t = 1')).toEqual([]);
    const noisy = rows.map((one) => (one.quantity === 'V4' && one.source === 'sampled' ? { ...one, error: 4 } : one));
    expect(about('V4[0,0,0,0] at t = 1', (await section(noisy)).sentences)).toEqual([
      expect.stringContaining('is undecided'),
    ]);
    const off = rows.map((one) => (one.quantity === 'K0' && one.source === 'g-only' ? { ...one, value: 5 } : one));
    expect((await section(off)).sentences).toContain(
      'K0[0,0] at t = 1: published theory and sampling agree within 10 %; the converged closure and sampling do not.',
    );
  });

  it('puts a published K1 against the converged K0', async () => {
    const { sentences } = await section();
    const corrected = '64 × (4.37299 − 4.36796) = +0.322. If so, the published −0.774 ± 0.025 is −0.452 ± 0.025';
    expect(sentences.filter((sentence) => sentence.includes(corrected))).toHaveLength(1);
    const withoutK0 = rows.filter(({ quantity, source }) => quantity !== 'K0' || source !== 'g-only');
    expect((await section(withoutK0)).sentences.join()).not.toContain('If so');
  });

  it('is absent without published values, and complete without anything computed', async () => {
    const { published: _, ...rest } = await scenario();
    expect(publishedSections(rest, rows)).toEqual([]);
    const { tables, sentences } = await section([]);
    expect(tables).toHaveLength(1);
    expect(tables[0]![1]).toEqual(['V4[0,0,0,0] at t = 1', '42.88', '–', '–', '–', '48.73', '–']);
    expect(sentences).toEqual(['K0[0,0] at t = 1: read off a plot.']);
  });

  it('compares digits as printed', () => {
    expect(roundsTo(4.372993, '4.3730')).toBe(true);
    expect(roundsTo(4.37294, '4.3730')).toBe(false);
    expect(roundsTo(4.37294, 4.373)).toBe(true);
    expect(roundsTo(-0.90105, -0.901)).toBe(true);
    expect(roundsTo(1249, '1.2e3')).toBe(true);
    expect(roundsTo(1251, '1.2e3')).toBe(false);
  });
});

describe('the published quadrature', () => {
  const label = 'published quadrature (32-point Gauss–Hermite)';

  it('is named in verdicts, where K0 is judged with it and without it', () => {
    const claims = kernelVerdicts(rows, 1, { tolerance: 0.1, standardErrors: 3 }, 32).map(({ claim, outcome }) =>
      [claim.split(' at ')[0], outcome].join(' '),
    );
    expect(claims).toEqual([
      `theory, ${label}: K0[0,0] holds`,
      'theory: K0[0,0] holds',
      `g-only, ${label}: V4[0,0,0,0] fails`,
      'g-only: V4[0,0,0,0] holds',
      'exact: V4[0,0,0,0] holds',
      `g-only, ${label}: K1[0,0] fails`,
      'g-only: K1[0,0] fails',
    ]);
  });

  it('has curves of its own style, named in legend and caption, on narrow pages too', async () => {
    const all = identityRows(0, 5, ['exact', 'g-only', 'source-only', 'published-g-only', 'published-source-only']);
    const figures = kernelFigures({ rows: all, width: 64, nodes: 32 });
    for (const { caption } of figures) expect(caption).toContain(`G-only closure, ${label}`);
    const drawn = await renderFigures(figures.slice(1, 2), async () => new Uint8Array());
    expect(drawn[0]!.svgWide).toContain(`source only, ${label}`);
    expect(drawn[0]!.svgNarrow).toContain('G-only closure, published');
    expect(Number(/ width="(\d+)"/.exec(drawn[0]!.svgNarrow)![1])).toBeLessThanOrEqual(380);
  });

  it('comes with a note that gives the size of its error', () => {
    expect(quadratureNotes(rows, 1, 32)).toEqual([
      expect.stringMatching(/dominated by the quadrature.*\+0\.00503 in K0\[0,0\].*−4\.91 in V4.*\+0\.126 in K1/),
    ]);
    expect(
      quadratureNotes(
        rows.filter(({ source }) => !source.startsWith('published')),
        1,
        undefined,
      ),
    ).toEqual([]);
  });
});
