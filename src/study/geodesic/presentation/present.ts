import type { Presentation, PresentationInput } from '../../presentation.ts';
import { energyFigure, spectrumFigure } from './energy-figures.ts';
import { geodesicData } from './geodesic-data.ts';
import { geodesicMethods } from './methods.ts';
import { seenParagraph } from './seen.ts';
import { historyFigure, meshFigure, normFigure, pathFigure } from './solution-figures.ts';
import { geodesicTables, headlineTable } from './tables.ts';

/** Figures, tables and methods of a geodesic record. @throws RangeError when scenario.json is none */
export function present(input: PresentationInput): Presentation {
  const data = geodesicData(input);
  const headline = headlineTable(data);
  return {
    purpose: data.scenario.purpose,
    sections: [{ title: 'What is seen', introduction: seenParagraph(data), tables: [headline] }],
    figures: [
      spectrumFigure(data),
      energyFigure(data),
      normFigure(data),
      ...pathFigure(data),
      meshFigure(data),
      ...historyFigure(data),
    ],
    tables: geodesicTables(data),
    methods: geodesicMethods(data),
    headline,
  };
}
