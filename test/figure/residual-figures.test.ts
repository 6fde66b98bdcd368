import { describe, expect, it } from 'vitest';
import { specToSvg } from '#odepth/figure/render';
import type { SeriesRow } from '#odepth/record/series';
import { kernelFigures } from '#odepth/study/kernel/presentation/figures';
import { kernelTables } from '#odepth/study/kernel/presentation/tables';
import { identityRows } from './identity.ts';

/** Numbers in the proportions of a real run: R = transport + source + step; Σ one per cent above Σ(K0). */
function residualRows(): SeriesRow[] {
  return ['0,0,0,0', '0,1,0,1'].flatMap((component) =>
    [0, 1, 2].flatMap((t) => {
      const at = (quantity: string, source: SeriesRow['source'], value: number, error: number): SeriesRow => ({
        ...{ quantity, component, layer: t, t, source, value, error },
        errorKind: source === 'sampled' ? 'standard' : 'truncation',
      });
      return [
        ...[
          at('R', 'exact', 0.2 * t, 0),
          at('Sigma', 'exact', 8 + t, 0),
          at('Sigma', 'sampled', 1.01 * (8 + t), 0.001),
        ],
        ...[at('R', 'sampled', 0.2 * t + 0.11, 0.01), at('Rtransport', 'sampled', 0.2 * t, 0.01)],
        ...[at('Rsource', 'sampled', 0.1, 0.001), at('Rstep', 'sampled', 0.01, 1e-5)],
      ];
    }),
  );
}

const rows = [...identityRows(2), ...residualRows()];
const figure = (name: string, from = rows) => kernelFigures({ rows: from, width: 64 }).find((one) => one.name === name);

describe('the figures of the residual', () => {
  it('are drawn where there are residuals, and only there', () => {
    expect(
      kernelFigures({ rows, width: 64 })
        .map(({ name }) => name)
        .slice(-2),
    ).toEqual(['residual-budget', 'source']);
    expect(figure('residual-budget', identityRows(2))).toBeUndefined();
  });

  it('show R, its three parts and the prediction, and say what the parts are', async () => {
    const { wide, narrow, caption } = figure('residual-budget')!;
    for (const spec of [wide, narrow]) {
      const svg = await specToSvg(spec);
      for (const label of ['exact closure', 'R, sampled', 'transport part', 'source part', 'step part'])
        expect(svg).toContain(label);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      // The line is the limit n → ∞, so its distance in standard errors is not drawn as if it were a failure.
      expect(svg).not.toContain('(theory − sampled)');
    }
    expect(caption).toContain('transport + source + step');
  });

  it('show relative differences below the source, and in its table', async () => {
    const svg = await specToSvg(figure('source')!.wide);
    expect(svg).toContain('− 1 in %');
    expect(svg).not.toContain('(theory − sampled)');
    const [table] = kernelTables(rows, 64).find((one) => one.figure === 'source')!.tables;
    expect(table!.columns.at(-1)).toBe('sampled / (Σ(K₀), infinite width) − 1');
    expect(table!.rows.map((cells) => cells.at(-1))).toEqual(['1.000 ± 0.013 %', '1.000 ± 0.011 %', '1.000 ± 0.010 %']);
  });
});
