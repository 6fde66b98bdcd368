import type { Presentation, PresentationInput } from '../../presentation.ts';
import { readWindowScenario } from '../language/resolved-scenario.ts';
import { windowOfRecord } from '../window-of-record.ts';
import { windowFigures } from './figures.ts';
import { windowMethods } from './methods.ts';
import { headlineTable, windowTables } from './tables.ts';

/** Figures, tables and methods of a validity-window record. @throws RangeError when scenario.json is none */
export function present({ scenario: json, rows, provenance }: PresentationInput): Presentation {
  const scenario = readWindowScenario(json);
  const data = windowOfRecord(scenario, rows, provenance);
  return {
    purpose: scenario.purpose,
    sections: [],
    figures: windowFigures(data),
    tables: windowTables(data),
    methods: windowMethods(scenario, provenance),
    headline: headlineTable(data),
  };
}
