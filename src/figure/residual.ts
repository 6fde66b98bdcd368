import type { Layer, View, XChannel } from './layers.ts';
import { residuals, type Series } from './series.ts';

/** Beyond this many combined errors the axis is compressed, so that a curve that is far off does not hide one that fits. */
const linearUpTo = 8;

/** Curves further off than this leave the panel: how far beyond makes no difference, and the axis stays readable. */
export const residualCeiling = 100;

/**
 * (curve − reference) in units of the combined error against depth, for every curve, over bands of ±1 and ±3.
 * Linear where everything is within ±8; otherwise linear near zero and logarithmic beyond (symlog, constant 1), up to ±100.
 */
export function residualView(
  curves: readonly Series[],
  reference: Series,
  x: XChannel,
  size: { readonly width: number; readonly height: number },
): View {
  const drawn = curves.map((curve) => ({ style: curve.style, values: residuals(curve, reference) }));
  const furthest = Math.max(3.5, ...drawn.flatMap(({ values }) => values.map(({ z }) => Math.abs(z))));
  const largest = Math.min(residualCeiling, furthest);
  const linear = largest <= linearUpTo;
  const y = {
    type: 'quantitative' as const,
    scale: {
      ...(linear ? { type: 'linear' as const } : { type: 'symlog' as const, constant: 1 }),
      domain: [-1.08 * largest, 1.08 * largest],
      nice: false,
    },
    axis: {
      title: ['(theory − sampled)', '/ standard error'],
      values: ticks(largest),
      grid: false,
      labelOverlap: false,
    },
  };
  const band = (half: number, colour: string): Layer => ({
    data: { values: [{ low: -half, high: half }] },
    mark: { type: 'rect', color: colour },
    encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } },
  });
  return {
    width: size.width,
    height: size.height,
    layer: [
      band(3, '#eeeeee'),
      band(1, '#d9d9d9'),
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule', color: '#6b6b6b', strokeWidth: 0.8 },
        encoding: { y: { ...y, field: 'zero' } },
      },
      ...drawn.map(
        ({ style, values }): Layer => ({
          data: { values },
          mark:
            values.length > 1
              ? {
                  type: 'line',
                  color: style.colour,
                  strokeDash: [...style.dash],
                  strokeWidth: Math.min(1.5, style.strokeWidth ?? 1.5),
                  clip: true,
                }
              : { type: 'point', color: style.colour, shape: style.shape, filled: true, size: 50, opacity: 1 },
          encoding: { x, y: { ...y, field: 'z' } },
        }),
      ),
    ],
  };
}

function ticks(largest: number): number[] {
  const positive = largest <= linearUpTo ? [3, 6] : largest < 30 ? [3, 10] : [3, 10, 100];
  const shown = positive.filter((tick) => tick <= 1.08 * largest);
  return [...shown.map((tick) => -tick).reverse(), 0, ...shown];
}
