import type { Presentation, PresentationInput } from '../../presentation.ts';
import { accuracyFigure } from './accuracy-figure.ts';
import { flowData } from './flow-data.ts';
import { flowMethods } from './methods.ts';
import { energyFigure, spectrumFigure } from './path-figures.ts';
import { projectionFigures } from './projection-figure.ts';
import { flowSection, integratorTable } from './section.ts';
import { flowTables } from './tables.ts';

/** Figures, the report's section, tables and methods of a flow's record. @throws RangeError when scenario.json is none */
export function present(input: PresentationInput): Presentation {
  const data = flowData(input);
  return {
    purpose: data.scenario.purpose,
    sections: [flowSection(data)],
    figures: [accuracyFigure(data), energyFigure(data), spectrumFigure(data), ...projectionFigures(data)],
    tables: flowTables(data),
    methods: flowMethods(data.scenario),
    headline: integratorTable(data),
  };
}
