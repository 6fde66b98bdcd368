import type { ReportTable } from '../figure/markup.ts';
import { harmlessJson, printable } from '../record/harmless.ts';
import { encodeSummary } from '../record/summary.ts';
import type { Presentation } from '../study/presentation.ts';
import type { AnyScenario } from '../study/registry.ts';
import type { Study } from '../study/study.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { interruption } from './interruption.ts';
import { duration, ProgressDisplay } from './progress.ts';
import { textTable } from './text-table.ts';
import { workerCount } from './worker-count.ts';

/** A scenario that a command made of its arguments. */
export interface Measured<Scenario> {
  /** Name of the command, e.g. "richness". */
  readonly command: string;
  readonly study: Study<Scenario>;
  readonly scenario: Scenario;
  readonly digest: string;
  readonly locate: (file: string) => string;
}

/**
 * Everything computed, nothing written but to the terminal: the summary as JSON, or tables, notes and a line.
 * @param shown which tables
 * @param line what was measured; the time it took is put behind it
 */
export async function measure<Scenario extends AnyScenario>(
  { command, study: kind, scenario, digest, locate }: Measured<Scenario>,
  shown: (presentation: Presentation) => readonly ReportTable[],
  line: string,
  options: { readonly workers?: string; readonly json?: boolean },
): Promise<number> {
  const { refusals } = await kind.predictCost(scenario);
  if (refusals.length > 0)
    throw new CommandError(exitCode.notComputed, refusals.map((why) => `odepth: ${command}: ${why}`).join('\n'));
  const workers = workerCount(options.workers, undefined);
  const study = await kind.load();
  const began = performance.now();
  const now = () => (performance.now() - began) / 1000;
  const display = new ProgressDisplay(process.stderr, now);
  const stop = interruption(process.stderr);
  try {
    const result = await study.run(scenario, digest, {
      workers,
      locate,
      now,
      signal: stop.signal,
      report: display.report,
    });
    display.close();
    if ('shared' in result) throw new RangeError('a study that was given no share answered with one');
    if ('stopped' in result) {
      process.stderr.write(`odepth: ${result.stopped}\n`);
      return exitCode.interrupted;
    }
    const { summary, provenance, arrays } = result;
    if (options.json) {
      process.stdout.write(harmlessJson(encodeSummary(summary)));
      return exitCode.ok;
    }
    const asJson = JSON.parse(JSON.stringify(scenario));
    const tables = shown(study.present({ scenario: asJson, rows: summary.quantities, provenance, arrays }));
    const parts = tables.flatMap((table) => [printable(table.caption), '', textTable(table.columns, table.rows), '']);
    const notes = summary.notes.map((note) => printable(`note: ${note}`));
    process.stdout.write(`${[...parts, ...notes, `${printable(line)}, ${duration(now())}`].join('\n')}\n`);
    return exitCode.ok;
  } finally {
    display.close();
    stop.release();
  }
}
