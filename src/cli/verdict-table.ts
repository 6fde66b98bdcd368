import { styleText } from 'node:util';
import type { Verdict } from '../record/series.ts';

/** Verdicts as an aligned text table: what theory says, what was sampled, how far apart, and the decision. */
export function verdictTable(verdicts: readonly Verdict[], colour: boolean): string {
  const header = ['quantity', 'theory', 'value', 'sampled', 'difference', 'verdict'];
  const rows = verdicts.flatMap(({ compared, outcome, statistic }) => {
    if (!compared) return [];
    const { quantity, component, t, theory, theoryValue, sampledValue, sampledError, standardErrors } = compared;
    return [
      [
        `${quantity}[${component}](${t})`,
        theory,
        significant(theoryValue),
        withError(sampledValue, sampledError),
        `${signed(standardErrors)} s.e. (${Number((100 * statistic).toPrecision(2))} %)`,
        outcome,
      ],
    ];
  });
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ');
  const painted = rows.map((row) => {
    const text = line(row);
    if (!colour) return text.trimEnd();
    const outcome = row.at(-1)!;
    const style = outcome === 'holds' ? 'green' : outcome === 'fails' ? 'red' : 'yellow';
    return text.slice(0, text.lastIndexOf(outcome)) + styleText(style, outcome);
  });
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(header).trimEnd(), rule, ...painted].join('\n');
}

/** 48.47 ± 0.12: value to the second digit of its error. */
export function withError(value: number, error: number): string {
  if (!(error > 0) || !Number.isFinite(value)) return `${significant(value)} ± ${significant(error)}`;
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(error)));
  return `${value.toFixed(Math.min(decimals, 15))} ± ${error.toFixed(Math.min(decimals, 15))}`;
}

function significant(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}

function signed(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return `${value < 0 ? '−' : '+'}${Math.abs(value) < 100 ? Math.abs(value).toFixed(1) : Math.abs(value).toPrecision(3)}`;
}
