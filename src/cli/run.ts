import { join } from 'node:path';
import type { RecordContents } from '../record/contents.ts';
import { prepareFolder } from '../record/folder.ts';
import type { Json } from '../record/json.ts';
import { readManifest } from '../record/read.ts';
import { encodeSummary } from '../record/summary.ts';
import { writeRecord } from '../record/write.ts';
import type { StudyResult } from '../study/host.ts';
import { drawRecord } from './draw.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { interruption } from './interruption.ts';
import { type LoadOptions, loadScenario, workerCount } from './load.ts';
import { machine } from './machine.ts';
import { duration, ProgressDisplay } from './progress.ts';
import { verdictTable } from './verdict-table.ts';
import { version } from './version.ts';

export interface RunOptions extends LoadOptions {
  readonly out?: string;
  readonly workers?: string;
  readonly json?: boolean;
}

/** `odepth run`: scenario in, record out. */
export async function run(file: string, options: RunOptions): Promise<number> {
  const { scenario, text, digest, kind } = await loadScenario(file, options);
  const { refusals } = await kind.predictCost(scenario);
  if (refusals.length > 0)
    throw new CommandError(exitCode.notComputed, refusals.map((why) => `odepth: ${file}: ${why}`).join('\n'));
  const workers = workerCount(options.workers, scenario.sampling?.workers);
  const folder = options.out ?? join('results', scenario.name, digest.slice(0, 12));
  await prepareFolder(folder);

  const study = await kind.load();
  const began = performance.now();
  const now = () => (performance.now() - began) / 1000;
  const display = new ProgressDisplay(process.stderr, now);
  const stop = interruption(process.stderr);
  const startedAt = new Date().toISOString();
  let result: StudyResult | null;
  try {
    result = await study.run(scenario, digest, { workers, signal: stop.signal, now, report: display.report });
  } finally {
    display.close();
    stop.release();
  }
  if (result === null) {
    process.stderr.write(
      'odepth: stopped before anything was complete; nothing was written. Run the same command again.\n',
    );
    return exitCode.interrupted;
  }
  if (result.interrupted && (await isComplete(folder))) {
    process.stderr.write(`odepth: stopped; ${folder} already holds the complete record and was left as it is.\n`);
    return exitCode.interrupted;
  }

  const { interrupted, summary, arrays, provenance } = result;
  const scenarioJson = JSON.parse(JSON.stringify(scenario)) as Json;
  const drawn = await drawRecord(study, { scenario: scenarioJson, summary, provenance, version: version() });
  const runtime = { startedAt, seconds: { ...result.seconds, total: now() }, workers, ...machine() };
  const contents: RecordContents = {
    scenarioText: text,
    scenario: scenarioJson,
    version: version(),
    provenance: { ...provenance, complete: interrupted === null },
    runtime,
    summary,
    arrays,
    ...drawn,
  };
  await writeRecord(folder, contents);

  if (options.json) process.stdout.write(encodeSummary(summary));
  else process.stdout.write(report(contents, folder, now()));
  if (interrupted) {
    process.stderr.write(
      `odepth: stopped after ${interrupted.done} of ${interrupted.of} networks; the record holds those. ` +
        'Run the same command again to compute all of them.\n',
    );
    return exitCode.interrupted;
  }
  return exitCode.ok;
}

function report({ summary }: RecordContents, folder: string, seconds: number): string {
  const parts = [`${summary.name}  (${summary.kind}, digest ${summary.digest.slice(0, 12)}, ${duration(seconds)})`, ''];
  if (summary.verdicts.length > 0) parts.push(verdictTable(summary.verdicts, process.stdout.isTTY === true), '');
  for (const note of summary.notes) parts.push(`note: ${note}`);
  if (summary.notes.length > 0) parts.push('');
  parts.push(`record  ${folder}`, `report  ${join(folder, 'report.html')}`, '');
  return parts.join('\n');
}

async function isComplete(folder: string): Promise<boolean> {
  const manifest = await readManifest(folder).catch(() => null);
  return manifest?.provenance['complete'] === true;
}
