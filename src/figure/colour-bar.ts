import type { View } from './layers.ts';

/** Colour of a value: from pale (good) to dark. */
export interface ColourScale {
  readonly title: string;
  readonly type: 'log' | 'linear';
  readonly domain: readonly [number, number];
  /** True where small values are pale. */
  readonly smallIsPale: boolean;
  /** Part of the colours that is used: lines on white do without the palest. All where left out. */
  readonly extent?: readonly [number, number];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

const barCells = 96;
/** Width of a cell's rim in its own colour: without it the ground shines through between cells. */
export const seam = 0.7;

/** The colour of a field, for fill and stroke. */
export function colourChannel(field: string, { type, domain, smallIsPale, extent }: ColourScale) {
  const scheme = extent === undefined ? 'viridis' : { name: 'viridis' as const, extent: [...extent] };
  return {
    field,
    type: 'quantitative' as const,
    scale: { type, domain: [...domain], clamp: true, scheme, reverse: smallIsPale } as const,
    legend: null,
  };
}

/** The value itself, or the end of the scale for ∞ and for what has no logarithm. */
export function onScale(value: number, { type, domain }: ColourScale): number {
  const placed = Number.isFinite(value) && (type === 'linear' || value > 0);
  return placed ? value : Math.min(domain[1], Math.max(domain[0], value));
}

/** The colour scale as a strip with its ticks. */
export function colourBar(colour: ColourScale, width: number): View {
  const { type, domain, ticks, title } = colour;
  const at = (i: number) =>
    type === 'log'
      ? domain[0] * (domain[1] / domain[0]) ** (i / barCells)
      : domain[0] + ((domain[1] - domain[0]) * i) / barCells;
  const values = Array.from({ length: barCells }, (_, i) => ({ x: at(i), x2: at(i + 1), value: at(i + 0.5) }));
  const labels = JSON.stringify(Object.fromEntries(ticks.map(({ at, label }) => [String(at), label])));
  return {
    width,
    height: 12,
    data: { values },
    mark: { type: 'rect', strokeWidth: seam, clip: true },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        scale: { type, domain: [...domain], nice: false },
        axis: {
          title,
          values: ticks.map((tick) => tick.at),
          labelExpr: `${labels}[datum.value]`,
          labelOverlap: false,
          grid: false,
        },
      },
      x2: { field: 'x2' },
      fill: colourChannel('value', colour),
      stroke: colourChannel('value', colour),
    },
  };
}
