import { styleText } from 'node:util';
import { formatErrors, formatNumber, formatPercent, formatWithError } from '../figure/format.ts';
import { printable } from '../record/harmless.ts';
import type { Verdict } from '../record/series.ts';

const header = ['quantity', 'theory', 'value', 'sampled', 'difference', 'verdict'];

/** Verdicts as an aligned text table: what theory says, what was sampled, how far apart, and the decision. */
export function verdictTable(verdicts: readonly Verdict[], colour: boolean): string {
  const rows = verdicts.flatMap(({ compared, outcome, statistic }) => {
    if (!compared) return [];
    const { quantity, component, t, theory, theoryValue, theoryError, sampledValue, sampledError, standardErrors } =
      compared;
    // What is not an average over networks is named.
    const source = compared.sampled.startsWith('sampled') ? '' : ` (${compared.sampled})`;
    return [
      [
        `${quantity}[${component}](${t})`,
        theory,
        formatWithError(theoryValue, theoryError),
        formatWithError(sampledValue, sampledError) + source,
        `${formatErrors(standardErrors)} s.e. (${formatPercent(statistic)})`,
        outcome,
      ].map(printable),
    ];
  });
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === header.length - 1 ? cell : cell.padEnd(widths[column]!))).join('  ');
  const painted = rows.map((row) => line(colour ? [...row.slice(0, -1), paint(row.at(-1)!)] : row));
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(header), rule, ...painted].join('\n');
}

/** Verdicts that compare no two numbers, as a list: outcome and claim, then the deciding number, its threshold and the detail. */
export function verdictList(verdicts: readonly Verdict[], colour: boolean): string {
  const own = verdicts.filter(({ compared }) => !compared);
  const width = Math.max(...own.map(({ outcome }) => outcome.length));
  const lines = own.map(({ claim, outcome, statistic, threshold, detail }) => {
    const padding = ' '.repeat(width - outcome.length);
    const numbers = `${formatNumber(statistic, 3)} against ${formatNumber(threshold, 3)}`;
    return `${colour ? paint(outcome) : outcome}${padding}  ${printable(claim)}\n${' '.repeat(width)}  ${numbers}: ${printable(detail)}`;
  });
  return lines.join('\n');
}

function paint(outcome: string): string {
  return styleText(outcome === 'holds' ? 'green' : outcome === 'fails' ? 'red' : 'yellow', outcome);
}
