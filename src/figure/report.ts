import type { Verdict } from '../record/series.ts';
import { escapeMarkup } from './escape.ts';
import { formulaHtml, type ReportTable, scrollingTable, tableHtml } from './markup.ts';
import { reportStyle } from './report-style.ts';
import type { DrawnFigure } from './spec.ts';
import { verdictSection } from './verdict-table.ts';

/** One line of a methods table. */
export interface MethodLine {
  /** With _ and ^ for sub- and superscripts, e.g. "C_W". */
  readonly symbol?: string;
  readonly meaning: string;
  readonly value: string;
  /** The value is a formula too: its _ and ^ mean sub- and superscripts. */
  readonly symbolic?: boolean;
}

/** A part of "Methods and provenance": formulas and sentences (with _ and ^ for sub- and superscripts), a table of settings. */
export interface MethodSection {
  readonly title: string;
  readonly formulas?: readonly string[];
  readonly lines?: readonly MethodLine[];
  readonly sentences?: readonly string[];
  /** A program, as it is. */
  readonly code?: string;
}

/** Tables of numbers that belong under a figure. */
export interface FigureTables {
  /** Name of the figure. */
  readonly figure: string;
  readonly tables: readonly ReportTable[];
}

/** A section of the study's own between verdicts and figures: tables, then what follows from them. Plain text. */
export interface ReportSection {
  readonly title: string;
  /** Before the tables. */
  readonly introduction?: string;
  readonly tables?: readonly ReportTable[];
  readonly sentences?: readonly string[];
}

/** Everything a report says. Plain text throughout: it is escaped here. */
export interface ReportInput {
  readonly name: string;
  readonly purpose: string;
  readonly kind: string;
  readonly digest: string;
  readonly version: string;
  readonly verdicts: readonly Verdict[];
  readonly sections: readonly ReportSection[];
  readonly figures: readonly Pick<DrawnFigure, 'name' | 'title' | 'caption' | 'svgWide' | 'svgNarrow'>[];
  readonly tables: readonly FigureTables[];
  readonly methods: readonly MethodSection[];
  readonly notes: readonly string[];
}

/**
 * One self-contained HTML page: verdicts first, then the study's own sections, figures with the numbers behind them, and methods. No script, no
 * request, opens from file://; every figure is inlined in a wide and a narrow form and the page's width chooses.
 */
export function reportHtml(input: ReportInput): string {
  const title = `${input.name}: ${input.kind} study`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="odepth ${escapeMarkup(input.version)}">
<link rel="icon" href="data:,">
<title>${escapeMarkup(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<header>
<p class="kind">odepth · ${escapeMarkup(input.kind)} study</p>
<h1>${escapeMarkup(input.name)}</h1>
<p class="purpose">${escapeMarkup(input.purpose)}</p>
</header>
<main>
${verdictSection(input.verdicts)}
${notesSection(input.notes)}
${input.sections.map(ownSection).join('\n')}
${figureSection(input)}
${methodSections(input)}
</main>
<footer><p>odepth ${escapeMarkup(input.version)} · scenario digest <code>${escapeMarkup(input.digest)}</code></p></footer>
</body>
</html>
`;
}

function notesSection(notes: readonly string[]): string {
  if (notes.length === 0) return '';
  const items = notes.map((note) => `<li>${escapeMarkup(note)}</li>`).join('\n');
  return `<section aria-labelledby="notes"><h2 id="notes">Notes</h2><ul>${items}</ul></section>`;
}

function ownSection({ title, introduction, tables = [], sentences = [] }: ReportSection, index: number): string {
  const id = `section-${index + 1}`;
  const items = sentences.map((sentence) => `<li>${escapeMarkup(sentence)}</li>`).join('\n');
  const parts = [
    `<h2 id="${id}">${escapeMarkup(title)}</h2>`,
    ...(introduction === undefined ? [] : [`<p>${escapeMarkup(introduction)}</p>`]),
    ...tables.map(tableHtml),
    ...(sentences.length > 0 ? [`<ul>${items}</ul>`] : []),
  ];
  return `<section aria-labelledby="${id}">${parts.join('\n')}</section>`;
}

function figureSection({ figures, tables }: ReportInput): string {
  if (figures.length === 0) return '';
  const blocks = figures.map((figure) => {
    const own = tables.filter((entry) => entry.figure === figure.name).flatMap((entry) => entry.tables);
    const details = own.length
      ? `<details><summary>Numbers behind this figure</summary>\n${own.map(tableHtml).join('\n')}\n</details>`
      : '';
    return `<figure>
<h3>${escapeMarkup(figure.title)}</h3>
<div class="card"><div class="wide">${figure.svgWide}</div><div class="narrow">${figure.svgNarrow}</div></div>
<figcaption>${escapeMarkup(figure.caption)}</figcaption>
${details}
</figure>`;
  });
  return `<section aria-labelledby="figures"><h2 id="figures">Figures</h2>\n${blocks.join('\n')}\n</section>`;
}

function methodSections({ methods }: ReportInput): string {
  const parts = methods.map(({ title, formulas = [], lines = [], sentences = [], code }) =>
    [
      `<h3>${escapeMarkup(title)}</h3>`,
      ...formulas.map((formula) => `<p class="formula">${formulaHtml(formula)}</p>`),
      ...sentences.map((sentence) => `<p>${formulaHtml(sentence)}</p>`),
      ...(lines.length > 0 ? [methodTable(title, lines)] : []),
      ...(code === undefined ? [] : [`<pre class="scroll" tabindex="0"><code>${escapeMarkup(code)}</code></pre>`]),
    ].join('\n'),
  );
  return `<section aria-labelledby="methods"><h2 id="methods">Methods and provenance</h2>\n${parts.join('\n')}\n</section>`;
}

function methodTable(title: string, lines: readonly MethodLine[]): string {
  const symbols = lines.some((line) => line.symbol !== undefined);
  const columns = [...(symbols ? ['Symbol'] : []), 'Meaning', 'Value'];
  const head = columns.map((column) => `<th scope="col">${column}</th>`).join('');
  const body = lines.map(({ symbol, meaning, value, symbolic }) => {
    const symbolCell = symbols ? `<td class="formula">${formulaHtml(symbol ?? '')}</td>` : '';
    const valueCell = symbolic ? formulaHtml(value) : escapeMarkup(value);
    return `<tr>${symbolCell}<th scope="row">${escapeMarkup(meaning)}</th><td>${valueCell}</td></tr>`;
  });
  return scrollingTable(title, head, body.join('\n'), 'settings');
}
