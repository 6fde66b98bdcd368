import type { Presentation, PresentationInput } from '../../presentation.ts';
import { readRichnessTraining } from '../language/resolved-scenario.ts';
import { networksOfArrays } from '../study-arrays.ts';
import { measuresFigure } from './measures-figure.ts';
import { studyMethods } from './methods.ts';
import { spectrumFigure } from './spectrum-figure.ts';
import { sweepFigure } from './sweep-figure.ts';
import { endTable, studyTables } from './tables.ts';
import { companionsFigure, trainingFigure } from './training-figures.ts';

/** Figures, tables and methods of a record of richness along training. @throws RangeError when scenario.json or arrays.npz is none */
export function present({ scenario: json, arrays, provenance }: PresentationInput): Presentation {
  const scenario = readRichnessTraining(json);
  const networks = networksOfArrays(scenario, arrays);
  const figures = [
    trainingFigure(networks),
    sweepFigure(scenario, networks),
    measuresFigure(networks),
    spectrumFigure(networks),
    companionsFigure(networks),
  ].filter((figure) => figure !== null);
  const drawn = new Set(figures.map(({ name }) => name));
  return {
    purpose: scenario.purpose,
    sections: [{ title: 'At the end of the training', tables: [endTable(networks)] }],
    figures,
    tables: studyTables(networks).filter(({ figure }) => drawn.has(figure)),
    methods: studyMethods(scenario, provenance),
    headline: endTable(networks),
  };
}
