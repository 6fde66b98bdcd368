import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import type { StepScheme } from '../steps-scenario.ts';

/** How a scheme of steps is drawn, in every figure. */
export const schemeStyles: Readonly<Record<StepScheme, SeriesStyle>> = {
  equidistant: { colour: colours.black, dash: [], shape: 'circle' },
  irregular: { colour: colours.orange, dash: [6, 3], shape: 'square' },
  adaptive: { colour: colours.blue, dash: [2, 2], shape: 'triangle-up' },
};
