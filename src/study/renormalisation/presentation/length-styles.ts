import type { SeriesStyle } from '../../../figure/theme.ts';
import { dashed } from '../../series-styles.ts';
import type { When } from '../study-data.ts';

/** Viridis without its palest part: correlation lengths from short (dark) to long (light). */
const ramp = ['#440154', '#3b528b', '#21918c', '#3fae74', '#7ec24b'] as const;
const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'triangle-down', 'cross', 'triangle-right'] as const;

/** How networks on the i-th of so many correlation lengths are drawn, in every figure. */
export function lengthStyle(i: number, count: number): SeriesStyle {
  const place = count > 1 ? (i / (count - 1)) * (ramp.length - 1) : 1;
  return { colour: mixed(place), dash: [], shape: shapes[i % shapes.length]! };
}

/** The same for a stream: dashed at initial weights, dotted where neurons have the mean kernel. */
export function streamStyle(when: When, i: number, count: number): SeriesStyle {
  const own = lengthStyle(i, count);
  if (when === 'trained') return own;
  return when === 'initial' ? { ...dashed(own), strokeWidth: 1.2 } : { ...own, dash: [1, 3], strokeWidth: 1.2 };
}

function mixed(place: number): string {
  const low = Math.min(ramp.length - 2, Math.floor(place));
  const part = place - low;
  const channels = [1, 3, 5].map((at) => {
    const [a, b] = [ramp[low]!, ramp[low + 1]!].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round(a! + part * (b! - a!))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${channels.join('')}`;
}
