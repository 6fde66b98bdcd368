import { colours, type SeriesStyle } from '../../../figure/theme.ts';

/** How a network is drawn, in every figure: the trained one, and the one before. */
export const trainedStyle: SeriesStyle = { colour: colours.blue, dash: [], shape: 'circle' };
export const initialStyle: SeriesStyle = { colour: colours.orange, dash: [5, 3], shape: 'square' };
