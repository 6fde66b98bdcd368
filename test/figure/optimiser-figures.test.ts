import { describe, expect, it } from 'vitest';
import { bandsOf } from '#odepth/figure/bands';
import { type HistoryPanel, historySpec } from '#odepth/figure/history';
import { narrowPanels, widePanels } from '#odepth/figure/panel-grid';
import { type ProjectedPath, pathProjectionSpec } from '#odepth/figure/path-projection';
import { type SweepPanel, sweepPlotSpec } from '#odepth/figure/sweep-plot';
import { colours, type SeriesStyle } from '#odepth/figure/theme';
import { linearTicks, logTicks } from '#odepth/figure/value-axis';
import { linesOf, rowsOf, soundSvg, textsOf } from './specification.ts';

const style = (colour: string): SeriesStyle => ({ colour, dash: [], shape: 'circle' });
const pages = [
  [widePanels, 940],
  [narrowPanels, 390],
] as const;

describe('the history of an optimiser', () => {
  const stages = [
    { at: 1, label: 'β = 5, 20 intervals' },
    { at: 300, label: 'β = 20, 20 intervals' },
    { at: 420, label: 'β = 20, 40 intervals' },
    { at: 2400, label: 'β = 80, 80 intervals' },
  ];
  const points = Array.from({ length: 3000 }, (_, i) => ({
    x: i + 1,
    value: i === 1000 ? 50 : Math.exp(-i / 300) * (1 + 0.3 * Math.sin(i)),
  }));
  const panel: HistoryPanel = {
    title: 'convergence',
    axis: { title: 'stationarity', scale: 'log' },
    series: [{ label: 'gradient norm', style: style(colours.vermillion), points }],
  };
  const evaluations = { title: 'evaluations', scale: 'linear' } as const;

  it('names stages above the frame where they fit, and numbers them where they do not', async () => {
    const wide = textsOf(await soundSvg(historySpec([panel], evaluations, stages, widePanels), 940));
    for (const { label } of stages) expect(wide).toContain(label);
    const narrow = textsOf(await soundSvg(historySpec([panel], evaluations, stages, narrowPanels), 390));
    for (const [i, { label }] of stages.entries()) {
      expect(narrow).toContain(String(i + 1));
      expect(narrow).toContain(`${i + 1}: ${label}`);
    }
  });

  it('draws no more points than can be seen, and keeps a peak of a single evaluation', () => {
    const drawn = rowsOf(historySpec([panel], evaluations, stages, widePanels)).filter((row) => 'order' in row);
    expect(drawn.length).toBeLessThanOrEqual(2 * 561);
    expect(drawn).toContainEqual(expect.objectContaining({ x: 1001, value: 50 }));
    const orders = drawn.map(({ order }) => order as number);
    expect(orders).toEqual([...orders].sort((a, b) => a - b));
  });

  it('counts what has no logarithm, along both axes without losing the rest', async () => {
    const broken = {
      ...panel,
      series: [{ ...panel.series[0]!, points: [{ x: 0, value: 1 }, { x: 1, value: 0 }, ...points.slice(1)] }],
    };
    for (const scale of ['linear', 'log'] as const) {
      const svg = await soundSvg(historySpec([broken], { title: 'evaluations', scale }, stages, widePanels), 940);
      expect(textsOf(svg)).toContain('left out: 1 ≤ 0');
    }
    for (const few of [[], [{ x: 1, value: 1 }]])
      await soundSvg(
        historySpec([{ ...panel, series: [{ ...panel.series[0]!, points: few }] }], evaluations, [], narrowPanels),
        390,
      );
  });
});

describe('projected paths', () => {
  const path = (angle: number): ProjectedPath => ({
    points: Array.from({ length: 41 }, (_, i) => {
      const p = i / 40;
      return { p, x: 3 * Math.cos(angle + p), y: Math.sin(angle + p) };
    }),
    target: Math.cos(angle),
  });
  const paths = Array.from({ length: 200 }, (_, i) => path(i));
  const panel = (own: readonly ProjectedPath[]) => [
    { title: 'projection', xAxis: '⟨u₁, α⟩', yAxis: '⟨u₂, α⟩', paths: own },
  ];

  it('have the same scale in both directions and say how many are drawn', async () => {
    for (const [layout, widest] of pages) {
      const spec = pathProjectionSpec(panel(paths), { by: 'target', title: 'target' }, layout);
      const svg = await soundSvg(spec, widest);
      expect(textsOf(svg)).toContain('60 of 200 paths drawn');
      const [, view] = /"width":(\d+),"height":\1,"layer"/.exec(JSON.stringify(spec)) ?? [];
      expect(Number(view)).toBeGreaterThan(200);
      const domains = [
        ...JSON.stringify(spec).matchAll(/"domain":\[([-\d.]+),([-\d.]+)\],"nice":false\},"axis":\{"title":"⟨/g),
      ];
      const [x, y] = domains.map(([, from, to]) => Number(to) - Number(from));
      expect(x).toBeCloseTo(y!, 10);
      expect(x).toBeCloseTo(1.08 * 6, 1);
    }
  });

  it('change colour along depth without a gap: pieces share their ends', () => {
    const spec = pathProjectionSpec(panel([path(0)]), { by: 'depth', title: 'depth p' }, widePanels);
    const rows = rowsOf(spec).filter((row) => 'piece' in row);
    const pieces = [...new Set(rows.map(({ piece }) => piece))].map((one) => rows.filter(({ piece }) => piece === one));
    expect(pieces).toHaveLength(8);
    for (const [i, piece] of pieces.slice(1).entries()) expect(piece[0]!['p']).toBe(pieces[i]!.at(-1)!['p']);
    expect([rows[0]!['p'], rows.at(-1)!['p']]).toEqual([0, 1]);
  });

  it('change colour up to a depth beyond one', async () => {
    const long = path(0);
    const points = long.points.map(({ p, x, y }) => ({ p: 20 * p, x, y }));
    const spec = pathProjectionSpec(
      panel([{ ...long, points }]),
      { by: 'depth', title: 'depth p', until: 20 },
      widePanels,
    );
    const shades = rowsOf(spec).flatMap((row) => ('shade' in row ? [Number(row['shade'])] : []));
    expect(new Set(shades).size).toBe(8);
    expect(Math.max(...shades)).toBe(18.75);
    expect(textsOf(await soundSvg(spec, 940))).toContain('p = 20');
  });

  it('leave out paths with a number that is none, and stand none at all', async () => {
    const bad = { ...path(1), points: [{ p: 0, x: Number.NaN, y: 0 }, ...path(1).points] };
    const some = pathProjectionSpec(panel([bad, path(0)]), { by: 'depth', title: 'depth p' }, narrowPanels);
    expect(textsOf(await soundSvg(some, 390))).toContain('1 of 2 paths drawn');
    await soundSvg(pathProjectionSpec(panel([bad]), { by: 'target', title: 'target' }, narrowPanels), 390);
  });
});

describe('a sweep', () => {
  const depths = [1, 2, 3, 5, 7, 9, 12, 15];
  const words = { range: 'range over p', standardError: 'standard error over seeds' };
  const panel: SweepPanel = {
    title: 'bottleneck rank',
    axis: { title: 'rank', scale: 'linear' },
    marks: [{ at: 3, label: 'k* = 3' }],
    series: [
      {
        label: '−2H/L̃',
        style: style(colours.vermillion),
        values: depths.map((at) => ({ at, mean: 3 - 3 / at, standardError: 0.1, range: [2.5 - 4 / at, 3.2 - 2 / at] })),
      },
      {
        label: 'least COI',
        style: style(colours.blue),
        values: depths.map((at) => ({ at, mean: 3 + 2 / at, standardError: Number.NaN })),
      },
    ],
  };
  const axis = { ...bandsOf(depths, 'linear'), title: 'effective depth L̃' };

  it('tells the range over depth from the standard error over seeds, and draws the reference', async () => {
    for (const [layout, widest] of pages) {
      const svg = await soundSvg(sweepPlotSpec([panel], axis, words, layout), widest);
      for (const text of ['−2H/L̃', 'least COI', 'k* = 3', 'range over p', 'standard error over seeds', 'rank'])
        expect(textsOf(svg)).toContain(text);
      const wide = svg.match(new RegExp(`stroke="${colours.vermillion}" stroke-width="6" opacity="0.3"`, 'g'));
      expect(wide).toHaveLength(depths.length);
    }
    const rows = rowsOf(sweepPlotSpec([panel], axis, words, widePanels));
    expect(rows).toContainEqual({ at: 2, low: 0.5, high: expect.closeTo(2.2, 12) });
    expect(rows).toContainEqual({ at: 2, low: 1.4, high: 1.6 });
    // Two caps for every error bar of the series that has errors, none for the other.
    expect(rows.filter((row) => 'end' in row && !('end2' in row))).toHaveLength(2 * depths.length);
  });

  it('explains only the bars that are there', async () => {
    const bare = { ...panel, series: panel.series.slice(1) };
    const texts = textsOf(await soundSvg(sweepPlotSpec([bare], axis, words, widePanels), 940));
    expect(texts).not.toContain('range over p');
    expect(texts).not.toContain('standard error over seeds');
  });

  it('is drawn over powers of ten, with bars that reach zero cut at the frame and a gap where the mean has no logarithm', async () => {
    const layers = [6, 12, 24, 48];
    const values = layers.map((at) => ({ at, mean: at === 24 ? 0 : 1 / at, standardError: at === 6 ? 1 : 0.01 }));
    const error: SweepPanel = {
      title: 'test error',
      axis: { title: 'test error', scale: 'log' },
      series: [{ label: 'adaptive', style: style(colours.green), values }],
    };
    const spec = sweepPlotSpec([error], { ...bandsOf(layers, 'log'), title: 'layers L' }, words, widePanels);
    const svg = await soundSvg(spec, 940);
    expect(textsOf(svg)).toContain('left out: 1 ≤ 0');
    const rows = rowsOf(spec);
    const line = rows.filter((row) => 'run' in row).slice(0, 3);
    expect(line.map(({ at, run }) => [at, run])).toEqual([
      [6, 0],
      [12, 0],
      [48, 1],
    ]);
    const [cut] = rows.filter((row) => row['at'] === 6 && 'low' in row);
    expect(cut!['low'] as number).toBeGreaterThan(0);
    expect(rows.filter((row) => row['at'] === 6 && 'end' in row)).toHaveLength(1);
    expect(linesOf(svg, colours.green)).toBeGreaterThan(0);
  });

  it('has symbols without lines over names', async () => {
    const names = { ...bandsOf(['relu', 'softplus'], 'ordinal'), title: 'activation' };
    const series = panel.series.map((one) => ({
      ...one,
      values: one.values.slice(0, 2).map((value, at) => ({ ...value, at })),
    }));
    const svg = await soundSvg(sweepPlotSpec([{ ...panel, series }], names, words, narrowPanels), 390);
    expect(textsOf(svg)).toContain('softplus');
    expect(svg).not.toMatch(new RegExp(`<path d="M[^"]*L[^"]*" stroke="${colours.blue}"`));
  });
});

describe('ticks', () => {
  it.each([
    [[0.8, 1200], 8, [1, 10, 100, 1000]],
    [[0.15, 3], 8, [0.2, 0.5, 1, 2]],
    [[1e-12, 2], 4, [1e-12, 1e-9, 1e-6, 1e-3, 1]],
    [[0.49, 0.56], 8, [0.5, 0.52, 0.54, 0.56]],
  ] as const)('of the logarithmic axis %j are round, and at least three', (domain, most, ticks) => {
    expect(logTicks(domain, most)).toEqual(ticks);
  });

  it('of an even axis are round numbers within it', () => {
    expect(linearTicks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks([-2.3, 2.4], 5)).toEqual([-2, -1, 0, 1, 2]);
  });
});
