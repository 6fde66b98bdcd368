import { colours, type SeriesStyle } from '../../../figure/theme.ts';

/** Lines of the figures, the same quantity in the same colour everywhere. */
export const styles = {
  cost: { colour: colours.blue, dash: [], shape: 'diamond' },
  kinetic: { colour: colours.orange, dash: [9, 4], shape: 'square' },
  energy: { colour: colours.vermillion, dash: [], shape: 'circle' },
  momentum: { colour: colours.purple, dash: [], shape: 'triangle-up' },
  weight: { colour: colours.green, dash: [], shape: 'square' },
  mesh: { colour: colours.black, dash: [], shape: 'circle' },
  residual: { colour: colours.grey, dash: [4, 3], shape: 'cross' },
} as const satisfies Record<string, SeriesStyle>;
