import type { Presentation, PresentationInput } from '../../presentation.ts';
import { readLayerSteps } from '../language/resolved-scenario.ts';
import { resultsOfArrays } from '../steps-arrays.ts';
import { schemeComparisons } from '../steps-data.ts';
import { stepsFigures } from './figures.ts';
import { stepsMethods } from './methods.ts';
import { seenSection } from './seen.ts';
import { differenceTable, stepsTables } from './tables.ts';

/** Figures, tables and methods of a layer-steps record. @throws RangeError when scenario.json or arrays.npz is none */
export function present({ scenario: json, arrays }: PresentationInput): Presentation {
  const scenario = readLayerSteps(json);
  const results = resultsOfArrays(scenario, arrays);
  const comparisons = schemeComparisons(scenario, results);
  return {
    purpose: scenario.purpose,
    sections: [seenSection(scenario, results, comparisons)],
    figures: stepsFigures(scenario, results, comparisons),
    tables: stepsTables(scenario, results, comparisons),
    methods: stepsMethods(scenario),
    headline: differenceTable(comparisons),
  };
}
