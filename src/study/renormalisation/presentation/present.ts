import type { Presentation, PresentationInput } from '../../presentation.ts';
import { readRenormalisation } from '../language/resolved-scenario.ts';
import { networksOfArrays } from '../study-arrays.ts';
import { groupsOf } from '../study-data.ts';
import { decodabilityFigure } from './decodability-figure.ts';
import { driftFigure, ranksFigure, richnessFigure } from './depth-figures.ts';
import { lossFigure, orderFigure } from './length-figures.ts';
import { studyMethods } from './methods.ts';
import { chainTable, claimTable, endTable, studyTables } from './tables.ts';
import { trainingFigure } from './training-figure.ts';

/** Figures, tables and methods of a record of residual streams. @throws RangeError when scenario.json or arrays.npz is none */
export function present({ scenario: json, arrays }: PresentationInput): Presentation {
  const scenario = readRenormalisation(json);
  const networks = networksOfArrays(scenario, arrays);
  const groups = groupsOf(networks);
  const swept = groups.some(({ members }) => members.length > 1);
  const figures = [
    ranksFigure(scenario, groups),
    ...(swept ? [orderFigure(scenario, groups)] : []),
    driftFigure(scenario, groups),
    decodabilityFigure(scenario, groups),
    richnessFigure(scenario, groups),
    ...(swept ? [lossFigure(scenario, groups)] : []),
    trainingFigure(scenario, groups),
  ].filter((figure) => figure !== null);
  const drawn = new Set(figures.map(({ name }) => name));
  return {
    purpose: scenario.purpose,
    sections: [
      {
        title: 'Learning and collapse',
        tables: [endTable(networks), claimTable(scenario, networks), chainTable(networks)],
      },
    ],
    figures,
    tables: studyTables(groups, networks).filter(({ figure }) => drawn.has(figure)),
    methods: studyMethods(scenario),
    headline: endTable(networks),
  };
}
