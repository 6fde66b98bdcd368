import { describe, expect, it } from 'vitest';
import { formatErrors, formatNumber, formatWithError } from '#odepth/figure/format';
import { formulaHtml } from '#odepth/figure/markup';
import { renderFigures, specToSvg } from '#odepth/figure/render';
import { residuals, thinned } from '#odepth/figure/series';
import { labelledSvg } from '#odepth/figure/svg';
import { colours } from '#odepth/figure/theme';
import { svgToPng } from '#odepth/record/png';
import { kernelFigures } from '#odepth/study/kernel/presentation/figures';
import { kernelPanels } from '#odepth/study/kernel/presentation/panels';
import { kernelTables } from '#odepth/study/kernel/presentation/tables';
import { identityRows } from './identity.ts';

const input = { rows: identityRows(2), width: 64 };

describe('kernel figures', () => {
  it('are one per quantity that has rows', () => {
    expect(kernelFigures(input).map(({ name }) => name)).toEqual([
      'mean-kernel',
      'kernel-covariance',
      'mean-correction',
      'correction-source',
    ]);
    const noV4 = input.rows.filter(({ quantity }) => quantity !== 'V4' && quantity !== 'U1');
    expect(kernelFigures({ ...input, rows: noV4 }).map(({ name }) => name)).toEqual(['mean-kernel', 'mean-correction']);
    expect(kernelFigures({ ...input, rows: [] })).toEqual([]);
  });

  it('show theory without samples, samples without theory, one depth and one input', async () => {
    const theory = input.rows.filter(({ source }) => source === 'exact');
    const samples = input.rows.filter(({ source }) => source === 'sampled');
    const depth = input.rows.filter(({ t }) => t === 2);
    const single = input.rows.filter(({ component }) => /^0,0/.test(component));
    for (const rows of [theory, samples, depth, single])
      for (const figure of kernelFigures({ ...input, rows }))
        expect(await specToSvg(figure.wide)).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('leave out numbers that are not finite instead of drawing them somewhere', async () => {
    const rows = input.rows.map((row) => (row.t > 1 && row.source === 'exact' ? { ...row, value: Number.NaN } : row));
    for (const figure of kernelFigures({ ...input, rows })) expect(await specToSvg(figure.narrow)).not.toMatch(/NaN/);
  });

  it('say in the caption what is seen: values at the last depth and the largest residual of each closure', () => {
    const caption = kernelFigures(input)[1]!.caption;
    expect(caption).toContain('At t = 2, components (0,0) and (0,0): exact at order 1/n 545.982;');
    expect(caption).toContain('sampled 544.78 ± 0.60');
    expect(caption).toContain('exact at order 1/n +2.0 at t =');
  });

  it('use the estimate with control variates where both are there, the plain one otherwise', () => {
    const error = (rows = input.rows) => kernelPanels('K1', rows, 64)[0]!.samples[0]!.points[0]!.error;
    expect(error()).toBeCloseTo(0.01, 12);
    expect(error(input.rows.filter(({ source }) => source !== 'sampled'))).toBeCloseTo(0.3, 12);
  });

  it('tell closures apart by dash as well as by colour, and thin out what cannot be seen', () => {
    const [panel] = kernelPanels('V4', identityRows(0, 1001, ['exact', 'g-only', 'source-only']), 64);
    expect(new Set(panel!.curves.map(({ style }) => style.dash.join())).size).toBe(3);
    expect(new Set(panel!.curves.map(({ style }) => style.colour)).size).toBe(3);
    expect(panel!.samples[0]!.points.length).toBe(41);
    expect(panel!.curves[0]!.points.length).toBeLessThan(250);
    expect(residuals(panel!.curves[0]!, panel!.samples[0]!).length).toBe(41);
  });

  it('come with tables of the numbers they show', () => {
    const tables = kernelTables(input.rows, 64).find(({ figure }) => figure === 'kernel-covariance')!.tables;
    expect(tables).toHaveLength(2);
    expect(tables[0]!.columns).toHaveLength(6);
    expect(tables[0]!.rows.at(-1)).toEqual(['2', '545.982', '545.982', '544.78 ± 0.60', '+2.0', '+2.0']);
  });
});

describe('drawing', () => {
  it('gives the same SVG and PNG bytes each time, at twice the size', async () => {
    const specs = kernelFigures(input).slice(0, 1);
    const [first] = await renderFigures(specs, svgToPng);
    const [second] = await renderFigures(specs, svgToPng);
    expect(second!.svgWide === first!.svgWide && second!.svgNarrow === first!.svgNarrow).toBe(true);
    expect(Buffer.compare(second!.png, first!.png)).toBe(0);
    const width = Number(/ width="(\d+)"/.exec(first!.svgWide)![1]);
    expect(new DataView(first!.png.buffer, first!.png.byteOffset).getUint32(16)).toBe(2 * width);
    expect(width).toBeLessThanOrEqual(940);
    expect(Number(/ width="(\d+)"/.exec(first!.svgNarrow)![1])).toBeLessThanOrEqual(380);
  });

  it('has no text smaller than 11 pixels and draws every series in its colour', async () => {
    for (const { wide, narrow } of kernelFigures(input))
      for (const svg of [await specToSvg(wide), await specToSvg(narrow)]) {
        const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
        for (const colour of [colours.blue, colours.vermillion]) expect(svg).toContain(colour);
      }
  });

  it('makes ids unique, names the figure for screen readers and escapes what it is given', () => {
    const svg =
      '<svg xmlns="x" width="1"><clipPath id="clip17"/><g clip-path="url(#clip17)"/><use href="#clip17"/></svg>';
    const out = labelledSvg(svg, 'a b', 'T < "1"', '</desc><script>');
    expect(out).toContain('<clipPath id="a-b-0"/><g clip-path="url(#a-b-0)"/><use href="#a-b-0"/>');
    expect(out).toContain('<title id="a-b-title">T &lt; &quot;1&quot;</title>');
    expect(out).toMatch(/^<svg role="img" aria-labelledby="a-b-title" aria-describedby="a-b-desc" /);
    expect(out).not.toContain('<script>');
  });
});

describe('numbers in text', () => {
  it.each([
    [48.4823, 0.123, '48.48 ± 0.12'],
    [-0.4528, 0.0213, '−0.453 ± 0.021'],
    [1234.6, 67, '1235 ± 67'],
    [12345.6, 678, '12346 ± 678'],
    [4.36796, 1e-9, '4.36796'],
    [1, Number.POSITIVE_INFINITY, '1.0000 ± ∞'],
    [Number.NaN, 1, 'not a number ± 1.0'],
    [3, Number.NaN, '3.0000 ± not a number'],
    [0, 0, '0'],
  ])('%d with error %d reads %s', (value, error, text) => {
    expect(formatWithError(value, error)).toBe(text);
  });

  it.each([
    [0.1, '+0.1'],
    [-12.34, '−12.3'],
    [-12345.6, '−12346'],
    [-1234567, '−1.23·10⁶'],
    [Number.POSITIVE_INFINITY, '+∞'],
    [Number.NaN, 'not a number'],
  ])('%d standard errors read %s', (z, text) => {
    expect(formatErrors(z)).toBe(text);
  });

  it('large and small numbers have powers of ten', () => {
    expect(formatNumber(-1.234e-7)).toBe('−1.23·10⁻⁷');
    expect(formatNumber(2.5e9)).toBe('2.50·10⁹');
  });

  it('formulas get sub- and superscripts and are escaped', () => {
    expect(formulaHtml('φ^{ℓ+1} = C_W < 1')).toBe('φ<sup>ℓ+1</sup> = C<sub>W</sub> &lt; 1');
  });

  it('thinning keeps the ends and the depths asked for', () => {
    const points = Array.from({ length: 100 }, (_, t) => ({ t, value: 0, error: 0 }));
    const kept = thinned(points, 5, new Set([7])).map(({ t }) => t);
    expect(kept).toEqual([0, 7, 25, 50, 74, 99]);
  });
});
