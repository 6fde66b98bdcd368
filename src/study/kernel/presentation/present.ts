import type { MethodLine } from '../../../figure/report.ts';
import { isJsonArray, isJsonObject, type Json } from '../../../record/json.ts';
import type { Presentation, PresentationInput } from '../../presentation.ts';
import { readKernelScenario } from '../language/resolved-scenario.ts';
import { kernelFigures } from './figures.ts';
import { kernelMethods } from './methods.ts';
import { publishedSections } from './published-section.ts';
import { kernelTables } from './tables.ts';

/** Figures, tables, sections and methods of a kernel record. @throws RangeError when scenario.json is not a kernel scenario */
export function present({ scenario: json, rows, provenance }: PresentationInput): Presentation {
  const scenario = readKernelScenario(json);
  const { width } = scenario.ensemble;
  const nodes = scenario.theory?.average?.gaussHermite;
  return {
    purpose: scenario.purpose,
    sections: publishedSections(scenario, rows),
    figures: kernelFigures({ rows, width, nodes }),
    tables: kernelTables(rows, width, nodes),
    methods: kernelMethods(scenario, usedLines(provenance['used'])),
  };
}

/** Settings as used, as the run left them in the manifest. */
function usedLines(used: Json | undefined): MethodLine[] {
  if (!isJsonArray(used)) return [];
  return used.flatMap((line) => {
    if (!isJsonObject(line)) return [];
    const { meaning, value } = line;
    return typeof meaning === 'string' && typeof value === 'string' ? [{ meaning, value }] : [];
  });
}
