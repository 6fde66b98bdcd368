import type { Presentation, PresentationInput } from '../../presentation.ts';
import type { ProfileStream } from '../depth-scenario.ts';
import { profileMethods } from './methods.ts';
import { ProfileData } from './profile-data.ts';
import { otherRanksFigure, profilesFigure } from './profile-figures.ts';
import { seenSection } from './seen.ts';
import { comparisonTable, layerTable, profileTables } from './tables.ts';

/** Figures, tables and methods of a record of depth profiles. @throws RangeError when scenario.json is none */
export function present({ scenario, rows }: PresentationInput): Presentation {
  const data = new ProfileData(scenario, rows);
  const [first] = data.streams as [ProfileStream];
  return {
    purpose: data.scenario.purpose,
    sections: [seenSection(data)],
    figures: [profilesFigure(data), otherRanksFigure(data)],
    tables: profileTables(data),
    methods: profileMethods(data),
    headline: data.streams.length > 1 ? comparisonTable(data) : layerTable(data, first),
  };
}
