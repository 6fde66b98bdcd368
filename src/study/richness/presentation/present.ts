import type { Presentation, PresentationInput } from '../../presentation.ts';
import { measuresFigure } from './measures-figure.ts';
import { richnessMethods } from './methods.ts';
import { RichnessData } from './richness-data.ts';
import { seenSection } from './seen.ts';
import { seriesFigure } from './series-figure.ts';
import { spectrumFigure } from './spectrum-figure.ts';
import { measuresTable, richnessTables, seriesTable } from './tables.ts';

/** Figures, tables and methods of a record of measured richness. @throws RangeError when scenario.json is none */
export function present({ scenario, rows, provenance }: PresentationInput): Presentation {
  const data = new RichnessData(scenario, rows);
  const [training, spectrum] = [seriesFigure(data), spectrumFigure(data)];
  return {
    purpose: data.scenario.purpose,
    sections: [seenSection(data)],
    figures: [measuresFigure(data), ...(training ? [training] : []), ...(spectrum ? [spectrum] : [])],
    tables: richnessTables(data),
    methods: richnessMethods(data, provenance),
    headline: data.isSeries ? seriesTable(data) : measuresTable(data),
  };
}
