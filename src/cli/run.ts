import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordContents } from '../record/contents.ts';
import { prepareFolder, recoverFolder } from '../record/folder.ts';
import { harmlessJson } from '../record/harmless.ts';
import type { Json } from '../record/json.ts';
import { readArrays } from '../record/read.ts';
import { encodeSummary } from '../record/summary.ts';
import { type BegunWith, markUnfinished } from '../record/unfinished.ts';
import { writeRecord } from '../record/write.ts';
import type { PartStore, StudyResult, StudyShared, StudyStopped } from '../study/host.ts';
import { codeDigest } from './code-digest.ts';
import { drawRecord } from './draw.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { type FinishedRecord, finishedRecord, isComplete } from './finished.ts';
import { interruption } from './interruption.ts';
import { KeptParts } from './kept-parts.ts';
import { type LoadedScenario, type LoadOptions, loadScenario } from './load.ts';
import { machine } from './machine.ts';
import { outcomeText } from './outcome-text.ts';
import { duration, ProgressDisplay } from './progress.ts';
import { clearAfterKill, lockRecord } from './record-lock.ts';
import { refuseOtherRun } from './resume.ts';
import { version } from './version.ts';
import { workerCount } from './worker-count.ts';

export interface RunOptions extends LoadOptions {
  readonly out?: string;
  readonly workers?: string;
  readonly json?: boolean;
  readonly fresh?: boolean;
  /** true for one round more than the record has; a number of rounds in all. */
  readonly refine?: true | string;
}

/** A lock is counted up every 5 s; a minute without is long, even where a shared file system shows it late. */
const lockPatience = { beat: 5_000, silence: 60_000 };

/** `odepth run`: scenario in, record out. */
export async function run(file: string, options: RunOptions): Promise<number> {
  return runLoaded(file, await loadScenario(file, options), options);
}

/** The same for a scenario that is loaded already; `file` is its name in messages. */
export async function runLoaded(
  file: string,
  loaded: LoadedScenario,
  options: Omit<RunOptions, 'set' | 'quick'>,
): Promise<number> {
  const { scenario, digest, kind } = loaded;
  const { refusals } = await kind.predictCost(scenario, options.data);
  if (refusals.length > 0)
    throw new CommandError(exitCode.notComputed, refusals.map((why) => `odepth: ${file}: ${why}`).join('\n'));
  const workers = workerCount(options.workers, 'sampling' in scenario ? scenario.sampling?.workers : undefined);
  const folder = options.out ?? join('results', scenario.name, digest.slice(0, 12));
  if (options.refine !== undefined && !kind.refines)
    throw new CommandError(exitCode.badInput, `odepth: --refine: a study of kind ${kind.kind} has nothing to refine.`);
  const code = kind.keepsParts ? codeDigest() : undefined;
  const finished = code !== undefined && !options.fresh ? await finishedRecord(folder, digest, code) : null;
  const rounds = refinementRounds(options.refine, finished);
  const patience = { ...lockPatience, say: (text: string) => process.stderr.write(text) };
  if (finished && rounds <= finished.rounds) {
    await clearAfterKill(folder, patience);
    return await showFinished(loaded, finished, folder, options);
  }

  await prepareFolder(folder);
  const lock = await lockRecord(folder, patience);
  const parts = new KeptParts(folder, options.fresh ?? false);
  try {
    await recoverFolder(folder);
    const begun =
      code === undefined ? null : { name: scenario.name, kind: kind.kind, digest, code, version: version() };
    if (begun) {
      if (!options.fresh) await refuseOtherRun(folder, begun);
      await markUnfinished(folder, begun);
    }
    return await compute(loaded, { folder, workers, begun, rounds, parts }, options);
  } catch (error) {
    if (parts.written > 0) {
      const kept = parts.written === 1 ? '1 finished part is' : `${parts.written} finished parts are`;
      process.stderr.write(`odepth: ${kept} kept; the same command goes on from there.\n`);
    }
    throw error;
  } finally {
    await lock.release();
  }
}

interface Computation {
  readonly folder: string;
  readonly workers: number;
  /** null for a kind of study that keeps no parts. */
  readonly begun: BegunWith | null;
  readonly rounds: number;
  readonly parts: PartStore;
}

/** Computes what is missing and writes the record. */
async function compute(
  { scenario, digest, kind, text, locate }: LoadedScenario,
  { folder, workers, begun, rounds, parts }: Computation,
  options: Pick<RunOptions, 'data' | 'json'>,
): Promise<number> {
  const study = await kind.load();
  const began = performance.now();
  const now = () => (performance.now() - began) / 1000;
  const display = new ProgressDisplay(process.stderr, now);
  const stop = interruption(process.stderr);
  const startedAt = new Date().toISOString();
  let result: StudyResult | StudyStopped | StudyShared;
  try {
    result = await study.run(scenario, digest, {
      ...{ workers, now, locate, signal: stop.signal, report: display.report, dataFolder: options.data },
      ...(begun && { code: begun.code, refine: rounds, parts }),
    });
  } finally {
    display.close();
    stop.release();
  }
  if ('shared' in result) throw new RangeError('a study that was given no share answered with one');
  if ('stopped' in result) {
    process.stderr.write(`odepth: ${result.stopped}\n`);
    return exitCode.interrupted;
  }
  if (result.interrupted && (await isComplete(folder))) {
    process.stderr.write(`odepth: stopped; ${folder} already holds the complete record and was left as it is.\n`);
    return exitCode.interrupted;
  }

  const { interrupted, summary, arrays, provenance } = result;
  const scenarioJson = JSON.parse(JSON.stringify(scenario)) as Json;
  const presentation = study.present({ scenario: scenarioJson, rows: summary.quantities, provenance, arrays });
  const drawn = await drawRecord(presentation, { summary, version: version() });
  const timing = { startedAt, seconds: { ...result.seconds, total: now() }, workers };
  const contents: RecordContents = {
    scenarioText: text,
    scenario: scenarioJson,
    version: version(),
    provenance: { ...provenance, complete: interrupted === null && result.unsolved === undefined },
    runtime: { ...timing, ...(begun && { code: begun.code }), ...machine(), ...result.machine },
    summary,
    arrays,
    ...drawn,
  };
  await writeRecord(folder, contents, interrupted ? begun : null);

  if (options.json) process.stdout.write(harmlessJson(encodeSummary(summary)));
  else process.stdout.write(outcomeText(summary, presentation.headline, folder, duration(now())));
  return ending(result);
}

/** What is said at the end of a run whose record is written, and its exit code. */
function ending({ interrupted, unsolved }: Pick<StudyResult, 'interrupted' | 'unsolved'>): number {
  if (interrupted) {
    process.stderr.write(
      'after' in interrupted
        ? `odepth: stopped after ${interrupted.after}; the record holds the best that was found.\n`
        : `odepth: stopped after ${interrupted.done} of ${interrupted.open ? 'at most ' : ''}${interrupted.of} networks; the record holds those. ` +
            'Run the same command again to go on from there.\n',
    );
    return exitCode.interrupted;
  }
  if (unsolved !== undefined) {
    process.stderr.write(`odepth: not solved: ${unsolved}\n  The record holds the best that was found.\n`);
    return exitCode.notComputed;
  }
  return exitCode.ok;
}

/** Rounds of refinement that the record is to have. @throws CommandError for a bad option */
function refinementRounds(refine: RunOptions['refine'], finished: FinishedRecord | null): number {
  const present = finished?.rounds ?? 0;
  if (refine === undefined) return present;
  if (refine === true) return present + 1;
  const rounds = Number(refine);
  if (Number.isInteger(rounds) && rounds >= 0 && rounds <= 20) return rounds;
  throw new CommandError(
    exitCode.badInput,
    `odepth: --refine: expected a number of rounds from 0 to 20, came "${refine}".`,
  );
}

/** A finished record again: nothing is computed, nothing is written. */
async function showFinished(
  { kind }: LoadedScenario,
  { record, rounds }: FinishedRecord,
  folder: string,
  options: Pick<RunOptions, 'json'>,
): Promise<number> {
  if (options.json) {
    process.stdout.write(harmlessJson(await readFile(join(folder, 'summary.json'), 'utf8')));
    return exitCode.ok;
  }
  const { manifest, scenario, rows, verdicts, notes } = record;
  const { name, digest, provenance } = manifest;
  const { headline } = (await kind.load()).present({ scenario, rows, provenance, arrays: await readArrays(folder) });
  const refined = rounds > 0 ? `, refined in ${rounds} rounds` : '';
  const how = `complete${refined}; nothing to do, --fresh computes it again`;
  process.stdout.write(outcomeText({ name, kind: kind.kind, digest, verdicts, notes }, headline, folder, how));
  return exitCode.ok;
}
