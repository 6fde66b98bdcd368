import { type Layer, sampleLayers, type View, type XChannel } from './layers.ts';
import { pointAt, type Series } from './series.ts';

/** Relative difference sampled / curve − 1 in per cent with bars of ± one standard error, against depth, and a rule at 0. */
export function relativeView(
  curve: Series,
  reference: Series,
  x: XChannel,
  size: { readonly width: number; readonly height: number },
): View {
  const points = reference.points.flatMap(({ t, value, error }) => {
    const base = pointAt(curve, t)?.value;
    if (base === undefined || base === 0) return [];
    return [{ t, value: 100 * (value / base - 1), error: Math.abs((100 * error) / base) }];
  });
  const y = {
    type: 'quantitative' as const,
    scale: { zero: true },
    axis: { title: ['sampled / theory', '− 1 in %'], tickCount: 4 },
  };
  const rule: Layer = {
    data: { values: [{ zero: 0 }] },
    mark: { type: 'rule', color: '#6b6b6b', strokeWidth: 0.8 },
    encoding: { y: { ...y, field: 'zero' } },
  };
  return { ...size, layer: [rule, ...sampleLayers({ ...reference, points }, x, y)] };
}
