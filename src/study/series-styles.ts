import { colours, type SeriesStyle } from '../figure/theme.ts';

const palette = [
  colours.blue,
  colours.vermillion,
  colours.green,
  colours.purple,
  colours.orange,
  colours.skyBlue,
  colours.black,
];
const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'triangle-down', 'cross', 'triangle-right'] as const;

/** Most kinds of networks that one figure tells apart. */
export const mostStyles = palette.length;

/** How the networks of the i-th kind are drawn, in every figure. */
export function styleOf(i: number): SeriesStyle {
  return { colour: palette[i % mostStyles]!, dash: [], shape: shapes[i % mostStyles]! };
}

/** The same in dashes: of training examples beside test examples, or before the training beside after it. */
export function dashed(style: SeriesStyle): SeriesStyle {
  return { ...style, dash: [5, 3] };
}
