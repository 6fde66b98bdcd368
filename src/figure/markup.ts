import { escapeMarkup } from './escape.ts';

/** A formula in plain text with _ and ^ (one character, or {several}) as HTML: "C_W" → C<sub>W</sub>, "φ^{ℓ+1}" → φ<sup>ℓ+1</sup>. */
export function formulaHtml(formula: string): string {
  return escapeMarkup(formula).replace(
    /([_^])(?:\{([^{}]*)\}|(&#?\w+;|\S))/gu,
    (_, mark: string, group?: string, single?: string) => {
      const tag = mark === '_' ? 'sub' : 'sup';
      return `<${tag}>${group ?? single ?? ''}</${tag}>`;
    },
  );
}

/** A table for sighted readers and screen readers alike: caption, column headers, the first cell of each row a row header. */
export interface ReportTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The table in a box of its own that scrolls sideways, by keyboard too, when the page is narrow. Cells are plain text. */
export function tableHtml(table: ReportTable): string {
  const head = table.columns.map((column) => `<th scope="col">${escapeMarkup(column)}</th>`).join('');
  const body = table.rows.map((row) => `<tr>${row.map(cellHtml).join('')}</tr>`).join('\n');
  return scrollingTable(table.caption, head, body, 'numbers');
}

/** As `tableHtml` for ready-made HTML of head cells and body rows. */
export function scrollingTable(caption: string, head: string, body: string, kind: string): string {
  const name = escapeMarkup(caption);
  return `<div class="scroll" role="region" aria-label="${name}" tabindex="0">
<table class="${kind}"><caption>${name}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody></table>
</div>`;
}

function cellHtml(text: string, index: number): string {
  return index === 0 ? `<th scope="row">${escapeMarkup(text)}</th>` : `<td>${escapeMarkup(text)}</td>`;
}
