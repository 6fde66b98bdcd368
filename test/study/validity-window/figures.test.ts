import { compile } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { bandsOf } from '#odepth/figure/bands';
import { renderFigures, specToSvg } from '#odepth/figure/render';
import { colours } from '#odepth/figure/theme';
import { svgToPng } from '#odepth/record/png';
import { windowFigures } from '#odepth/study/validity-window/presentation/figures';
import { windowTables } from '#odepth/study/validity-window/presentation/tables';
import type { WindowData, WindowSeries } from '#odepth/study/validity-window/window-data';
import { windowEdge } from '#odepth/study/validity-window/window-edge';
import { activations, syntheticSweep, variances, widths } from './synthetic-sweep.ts';

const sweep = syntheticSweep([widths], 0.006, 41);
const twoFields = syntheticSweep([widths, variances], 0.006, 21);
const names = (data: WindowData) => windowFigures(data).map(({ name }) => name);
const figure = (data: WindowData, name: string) => windowFigures(data).find((one) => one.name === name)!;

/** Every row of inline data of a specification. */
function rowsOf(spec: unknown): Record<string, unknown>[] {
  if (Array.isArray(spec)) return spec.flatMap(rowsOf);
  if (typeof spec !== 'object' || spec === null) return [];
  const { data, ...rest } = spec as { data?: { values?: Record<string, unknown>[] } };
  return [...(data?.values ?? []), ...Object.values(rest).flatMap(rowsOf)];
}

/** The same sweep with one series changed. */
function withSeries(data: WindowData, change: (series: WindowSeries) => Partial<WindowSeries>): WindowData {
  const series = data.series.map((one) => {
    const changed = { ...one, ...change(one) };
    const edges = data.tolerances.map((tolerance) => ({
      tolerance,
      edge: windowEdge(changed.times, changed.error, changed.standardError, tolerance, data.standardErrors),
    }));
    return { ...changed, edges };
  });
  return { ...data, series };
}

describe('the figures of a validity window', () => {
  it('are maps of e, edges and scaled edges for widths; no scaled edges otherwise; edge maps for two fields', () => {
    expect(names(sweep)).toEqual([
      'relative-error-V4',
      'window-edge-V4',
      'window-scaling-V4',
      'relative-error-K1',
      'window-edge-K1',
      'window-scaling-K1',
    ]);
    expect(names(syntheticSweep([activations], 0.006, 5))).not.toContain('window-scaling-V4');
    expect(names(twoFields)).toEqual(['window-map-V4', 'window-map-K1']);
    expect(windowFigures({ ...sweep, axes: [] })).toEqual([]);
    expect(names({ ...sweep, series: [] })).toEqual([]);
    const component = { ...sweep, series: sweep.series.map((one) => ({ ...one, component: '0,1,0,1' })) };
    expect(names(component)[0]).toBe('relative-error-V4-0-1-0-1');
  });

  it('compile without a warning and render at both sizes, with no text below 11 pixels', async () => {
    const warnings: string[] = [];
    const note = (...text: readonly string[]) => {
      warnings.push(text.join(' '));
      return logger;
    };
    const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
    const figures = [
      ...windowFigures(sweep).slice(0, 3),
      windowFigures(twoFields)[0]!,
      ...windowFigures(syntheticSweep([activations], 0.006, 11)).slice(0, 2),
    ];
    for (const { wide, narrow } of figures)
      for (const [spec, most] of [
        [wide, 920],
        [narrow, 390],
      ] as const) {
        compile(spec, { logger: logger as never });
        const svg = await specToSvg(spec);
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        expect(Number(/ width="(\d+)"/.exec(svg)![1])).toBeLessThanOrEqual(most);
        const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
      }
    expect(warnings).toEqual([]);
  });

  it('give the same bytes each time', async () => {
    const specs = windowFigures(sweep).slice(0, 1);
    const [first] = await renderFigures(specs, svgToPng);
    const [second] = await renderFigures(specs, svgToPng);
    expect(second!.svgWide).toBe(first!.svgWide);
    expect(Buffer.compare(second!.png, first!.png)).toBe(0);
  });

  it('show the numbers of the data: e in cells that fill the frame, edges with their brackets', () => {
    const rows = rowsOf(figure(sweep, 'relative-error-V4').wide);
    const series = sweep.series.find((one) => one.closure === 'exact' && one.point[0] === 2)!;
    const cells = rows
      .filter((row) => row['y'] === Math.exp((Math.log(16) + Math.log(32)) / 2) && 'x2' in row)
      .slice(0, 41);
    expect(cells.map((cell) => cell['value'])).toEqual(series.error.map((e) => (e === 0 ? 0.001 : e)));
    expect([cells[0]!['x'], cells.at(-1)!['x2']]).toEqual([0, 4]);
    expect(cells.slice(1).map((cell) => cell['x'])).toEqual(cells.slice(0, -1).map((cell) => cell['x2']));
    const { edge } = series.edges.find(({ tolerance }) => tolerance === 0.1)!;
    expect(edge.estimate).toBeCloseTo(1.6, 12);
    expect(rows).toContainEqual(expect.objectContaining({ x: edge.estimate, y: 32 }));
    expect(rows).toContainEqual({ y: 32, low: edge.lower, high: edge.upper });
    const scaled = rowsOf(figure(sweep, 'window-scaling-V4').wide);
    expect(scaled).toContainEqual({ at: 32, value: edge.estimate / 32 });
    expect(scaled).toContainEqual({ at: 32, low: edge.lower / 32, high: edge.upper / 32 });
  });

  it('draw a window longer than the run as an open symbol with an arrow, and in a map with the sign >', async () => {
    const rows = rowsOf(figure(sweep, 'window-edge-V4').wide);
    expect(rows).toContainEqual({ at: 256, value: 4, arrow: '↑' });
    expect(await specToSvg(figure(twoFields, 'window-map-V4').wide)).toContain('&gt;</text>');
  });

  it('mark cells whose error is not told from zero, and only those', () => {
    const dots = (data: WindowData) =>
      rowsOf(figure(data, 'relative-error-V4').wide).filter((row) => row['note'] === 'dot');
    const noiseless = withSeries(sweep, (one) => ({ standardError: one.error.map(() => 0) }));
    const unresolved = sweep.series
      .filter((one) => one.quantity === 'V4')
      .flatMap((one) => one.error.filter((e, i) => e < sweep.standardErrors * one.standardError[i]!));
    expect(dots(noiseless)).toHaveLength(0);
    expect(dots(sweep)).toHaveLength(unresolved.length);
    expect(figure(sweep, 'relative-error-V4').caption).toContain('Dots: e is below 2 standard errors');
    expect(figure(noiseless, 'relative-error-V4').caption).not.toContain('Dots');
  });

  it('tell closures and tolerances apart in the same colours and symbols everywhere', async () => {
    const svg = await specToSvg(figure(sweep, 'window-edge-V4').narrow);
    for (const colour of [colours.blue, colours.vermillion, colours.green]) expect(svg).toContain(colour);
    const other = { ...sweep, series: sweep.series.map((one) => ({ ...one, closure: `published-${one.closure}` })) };
    for (const colour of [colours.purple, colours.orange, colours.skyBlue])
      expect(await specToSvg(figure(other, 'window-edge-V4').wide)).toContain(colour);
  });

  it('stand numbers that are not finite, one row, one depth and two depths', async () => {
    const hostile = [
      withSeries(sweep, (one) => ({ error: one.error.map((e, i) => (i % 5 === 0 ? Number.NaN : e)) })),
      withSeries(sweep, (one) => ({ error: one.error.map(() => Number.POSITIVE_INFINITY) })),
      withSeries(sweep, (one) => ({ standardError: one.error.map(() => Number.POSITIVE_INFINITY) })),
      withSeries(sweep, (one) => ({ error: one.error.map(() => 0), standardError: one.error.map(() => 0) })),
      syntheticSweep([{ ...widths, values: [64] }], 0.006, 11),
      syntheticSweep([widths], 0.006, 1),
      syntheticSweep([widths], 0.006, 2),
      syntheticSweep(
        [
          { ...widths, values: [64] },
          { ...variances, values: [1] },
        ],
        0.006,
        2,
      ),
    ];
    for (const data of hostile) {
      for (const { wide, caption, description } of windowFigures(data)) {
        expect(await specToSvg(wide)).not.toMatch(/NaN|Infinity|undefined/);
        expect(caption + description).not.toMatch(/NaN|Infinity|undefined/);
      }
      expect(JSON.stringify(windowTables(data))).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});

describe('swept values on an axis', () => {
  it('fill it with bands whose borders lie at the geometric mean, at the mean, or evenly', () => {
    const log = bandsOf([16, 4, 64], 'log');
    expect(log.bands.map(({ low, high }) => [low, high])).toEqual([
      [expect.closeTo(8, 12), expect.closeTo(32, 12)],
      [expect.closeTo(2, 12), expect.closeTo(8, 12)],
      [expect.closeTo(32, 12), expect.closeTo(128, 12)],
    ]);
    expect(log.domain).toEqual([expect.closeTo(2, 12), expect.closeTo(128, 12)]);
    expect(bandsOf([0, 1, 4], 'linear').bands.map(({ low, high }) => [low, high])).toEqual([
      [-0.5, 0.5],
      [0.5, 2.5],
      [2.5, 5.5],
    ]);
    for (const values of [
      ['relu', 'tanh'],
      [0, 8],
    ])
      expect(bandsOf(values, 'log').ordinal).toBe(true);
  });
});

describe('the tables under the figures', () => {
  it('have t* with its bracket for every tolerance, and e at the last depth', () => {
    const tables = windowTables(sweep);
    expect(tables.map((one) => one.figure)).toEqual(names(sweep));
    const edges = tables.find((one) => one.figure === 'window-edge-V4')!.tables[0]!;
    expect(edges.columns).toEqual(['width n', 't* at 5 %', 't* at 10 %', 't* at 20 %']);
    expect(edges.rows[0]).toEqual(['8', '0.2 [0.1, 0.3]', '0.4 [0.3, 0.5]', '0.8 [0.7, 0.9]']);
    expect(edges.rows.at(-1)![2]).toBe('beyond 4');
    const errors = tables[0]!.tables[0]!;
    expect(errors.rows[0]).toEqual(['8', '100 % ± 1.2 %', '100 % ± 1.2 %', '4']);
    const maps = windowTables(twoFields);
    expect(maps.map((one) => one.figure)).toEqual(names(twoFields));
    expect(maps[0]!.tables[0]!.rows[0]!.slice(0, 2)).toEqual(['8', '0.5']);
  });

  it('say from which depth a quantity is judged that vanishes at the first ones', () => {
    const table = windowTables(sweep).find((one) => one.figure === 'window-edge-K1')!.tables[0]!;
    expect(table.columns.at(-1)).toBe('Judged from t');
    expect(table.rows[0]!.at(-1)).toMatch(/^0\.\d+; 0\.\d+; 0\.\d+$/);
    expect(figure(sweep, 'window-edge-K1').caption).toContain('the window is judged from the first one that is');
  });
});
