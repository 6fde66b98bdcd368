import { formatDepth } from './format.ts';
import { fontSize } from './theme.ts';

/** Where one swept value lies on an axis, and the band around it that its cells fill. */
export interface Band {
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly label: string;
}

/** The values of a swept field on an axis, in the order given. */
export interface Bands {
  readonly scale: 'log' | 'linear';
  readonly bands: readonly Band[];
  readonly domain: readonly [number, number];
  /** The values have names, and no distance from each other. */
  readonly ordinal: boolean;
}

/** Width in pixels that the tick labels of a vertical axis take; longer ones are cut short. */
export function labelWidth({ bands }: Bands): number {
  return Math.min(longestLabel, 8 + characterWidth * Math.max(2, ...bands.map(({ label }) => label.length)));
}

const longestLabel = 134;
/** Estimate in pixels, at the base font size. */
const characterWidth = 6.7;

/**
 * Values as bands that touch: borders at the geometric mean of neighbours (`log`), at their mean (`linear`), or equal
 * bands in the order given (`ordinal`; also wherever a value is not a number, or not positive on a log axis).
 */
export function bandsOf(values: readonly (number | string)[], scale: 'log' | 'linear' | 'ordinal'): Bands {
  const numbers = values.map((value) => (typeof value === 'number' ? value : Number.NaN));
  const usable = numbers.every((value) => Number.isFinite(value) && (scale !== 'log' || value > 0));
  const label = (i: number) => (typeof values[i] === 'number' ? formatDepth(values[i]) : String(values[i]));
  if (scale === 'ordinal' || !usable) {
    const bands = values.map((_, i) => ({ at: i, low: i - 0.5, high: i + 0.5, label: label(i) }));
    return { scale: 'linear', bands, domain: [-0.5, values.length - 0.5], ordinal: true };
  }
  const [into, out] = scale === 'log' ? [Math.log, Math.exp] : [(x: number) => x, (x: number) => x];
  const sorted = [...new Set(numbers)].sort((a, b) => a - b).map(into);
  const border = (i: number): number => {
    const before = sorted[i - 1];
    const after = sorted[i];
    if (before !== undefined && after !== undefined) return out((before + after) / 2);
    if (before !== undefined) return out(before + halfGap(sorted, sorted.length - 1));
    return out(after! - halfGap(sorted, 1));
  };
  const bands = numbers.map((at, i) => {
    const place = sorted.indexOf(into(at));
    return { at, low: border(place), high: border(place + 1), label: label(i) };
  });
  return { scale, bands, domain: [border(0), border(sorted.length)], ordinal: false };
}

function halfGap(sorted: readonly number[], at: number): number {
  return sorted.length > 1 ? (sorted[at]! - sorted[at - 1]!) / 2 : 0.5;
}

/**
 * Scale and axis of swept values over `pixels`: ticks at the values themselves, those left out whose labels would touch.
 * On a horizontal axis a label needs its width, on a vertical one its height. Names are never left out: those that would
 * touch are written at a slope.
 */
export function bandAxis(
  { scale, bands, domain, ordinal }: Bands,
  pixels: number,
  direction: 'horizontal' | 'vertical',
  title: string | null,
) {
  const into = scale === 'log' ? Math.log : (x: number) => x;
  const [from, to] = [into(domain[0]), into(domain[1])];
  const need = (band: Band) => (direction === 'vertical' ? fontSize + 2 : characterWidth * band.label.length + 8);
  const shown: { place: number; band: Band }[] = [];
  for (const band of [...bands].sort((a, b) => a.at - b.at)) {
    const place = (pixels * (into(band.at) - from)) / (to - from);
    const last = shown.at(-1);
    if (!last || place - last.place >= (need(band) + need(last.band)) / 2) shown.push({ place, band });
  }
  const sloped = ordinal && shown.length < bands.length;
  const ticks = ordinal ? bands : shown.map(({ band }) => band);
  const labels = JSON.stringify(Object.fromEntries(ticks.map(({ at, label }) => [String(at), label])));
  return {
    type: 'quantitative' as const,
    scale: { type: scale, domain: [...domain], nice: false },
    axis: {
      title,
      values: ticks.map(({ at }) => at),
      labelExpr: `${labels}[datum.value]`,
      labelOverlap: false,
      grid: false,
      ...(sloped && direction === 'horizontal' ? slope(labelWidth({ scale, bands, domain, ordinal })) : {}),
    },
  };
}

/** Sloped labels, and the height they really need: Vega's estimate would push the title far below them. */
function slope(width: number) {
  const angle = 35;
  const extent = Math.sin((Math.PI * angle) / 180) * width + fontSize;
  return { labelAngle: -angle, labelAlign: 'right' as const, maxExtent: extent };
}
