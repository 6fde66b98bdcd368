import type { Presentation, PresentationInput } from '../../presentation.ts';
import { sweepFigures } from './figures.ts';
import { sweepMethods } from './methods.ts';
import { qualitySentence, seenParagraph } from './seen.ts';
import { sweepData } from './sweep-data.ts';
import { headlineTable, sweepTables } from './tables.ts';

/** Figures, tables and methods of a bottleneck sweep. @throws RangeError when scenario.json is none */
export function present(input: PresentationInput): Presentation {
  const data = sweepData(input);
  const headline = headlineTable(data);
  const paragraphs = data.lines.map((line) => seenParagraph(data, line));
  const quality = qualitySentence(data);
  const seen =
    paragraphs.length === 1
      ? { introduction: `${paragraphs[0]} ${quality}` }
      : { introduction: quality, sentences: paragraphs };
  return {
    purpose: data.scenario.purpose,
    sections: [{ title: 'What is seen', ...seen, tables: [headline] }],
    figures: sweepFigures(data),
    tables: sweepTables(data),
    methods: sweepMethods(data),
    headline,
  };
}
