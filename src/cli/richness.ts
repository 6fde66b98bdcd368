import { encodeSummary } from '../record/summary.ts';
import { arraysIn } from '../scenario/array-access.ts';
import { resolveValues } from '../scenario/checker.ts';
import { scenarioDigest } from '../scenario/digest.ts';
import { plainValue } from '../scenario/located.ts';
import type { RichnessScenario } from '../study/richness/richness-scenario.ts';
import { richnessStudy } from '../study/richness/study.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { interruption } from './interruption.ts';
import { duration, ProgressDisplay } from './progress.ts';
import {
  type ArgumentField,
  type ArrayArguments,
  arrayFolder,
  type FieldOptions,
  numberOrText,
  scenarioTree,
} from './richness-arguments.ts';
import { textTable } from './text-table.ts';
import { workerCount } from './worker-count.ts';

export interface RichnessOptions extends Omit<ArrayArguments, 'features' | 'outputs'>, FieldOptions {
  /** true for the usual number of components. */
  readonly spectrum?: true | string;
  readonly workers?: string;
  readonly json?: boolean;
  readonly out?: string;
}

/** Components of the spectrum in a record, and where --spectrum is given without a number. */
const usualComponents = 100;
/** Lines of the spectrum on a terminal. */
const shownComponents = 12;

/** `odepth richness`: arrays in, richness of their features out; a record with --out. */
export async function richness(
  features: string,
  outputs: string,
  more: readonly string[],
  options: RichnessOptions,
): Promise<number> {
  if (more.length > 0)
    throw new CommandError(
      exitCode.badInput,
      `odepth: richness: expected two arrays, FEATURES and OUTPUTS, came ${2 + more.length}.\n` +
        "  Put a pattern in quotes, or the shell fills it in: odepth richness 'step-*/features.npy' 'step-*/outputs.npy'",
    );
  const { targets, labels, initial, initialOutputs } = options;
  const names: ArrayArguments = {
    ...{ features, outputs },
    ...(targets !== undefined && { targets }),
    ...(labels !== undefined && { labels }),
    ...(initial !== undefined && { initial }),
    ...(initialOutputs !== undefined && { initialOutputs }),
  };
  const { folder, inside } = arrayFolder(names);
  const tree = scenarioTree(fieldsOf(names, inside, options));
  const source = { file: 'odepth richness', arrays: arraysIn(folder, true) };
  const scenario = await resolveValues(tree, source, [richnessStudy]);
  const digest = await scenarioDigest(scenario);
  const locate = (file: string) => `${folder}/${file}`;
  if (options.out !== undefined) {
    const { runLoaded } = await import('./run.ts');
    const text = await yamlText(plainValue(tree));
    return runLoaded('odepth richness', { text, scenario, digest, locate, kind: richnessStudy }, options);
  }
  return measure(scenario, digest, locate, options);
}

/** Everything computed, nothing written. */
async function measure(
  scenario: RichnessScenario,
  digest: string,
  locate: (file: string) => string,
  options: RichnessOptions,
): Promise<number> {
  const { refusals } = await richnessStudy.predictCost(scenario);
  if (refusals.length > 0)
    throw new CommandError(exitCode.notComputed, refusals.map((why) => `odepth: richness: ${why}`).join('\n'));
  const workers = workerCount(options.workers, undefined);
  const study = await richnessStudy.load();
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
    if ('stopped' in result) {
      process.stderr.write(`odepth: ${result.stopped}\n`);
      return exitCode.interrupted;
    }
    const { summary, provenance, arrays } = result;
    if (options.json) {
      process.stdout.write(encodeSummary(summary));
      return exitCode.ok;
    }
    const asJson = JSON.parse(JSON.stringify(scenario));
    const { headline, tables: all } = study.present({ scenario: asJson, rows: summary.quantities, provenance, arrays });
    const spectra = all.filter(({ figure }) => figure === 'spectrum').flatMap((one) => one.tables);
    const short = spectra.map((table) => ({ ...table, rows: table.rows.slice(0, shownComponents) }));
    const tables = [...(headline ? [headline] : []), ...short];
    const parts = tables.flatMap((table) => [table.caption, '', textTable(table.columns, table.rows), '']);
    const notes = summary.notes.map((note) => `note: ${note}`);
    process.stdout.write(`${[...parts, ...notes, `${describe(scenario)}, ${duration(now())}`].join('\n')}\n`);
    return exitCode.ok;
  } finally {
    display.close();
    stop.release();
  }
}

function describe({ checkpoints, rows, blocks }: RichnessScenario): string {
  const { features, outputs } = checkpoints.at(-1)!;
  const many = checkpoints.length > 1 ? `${checkpoints.length} checkpoints, ` : '';
  return `${many}${rows} rows in ${blocks} blocks, ${features.shape[1]} features, ${outputs.shape[1]} outputs`;
}

function fieldsOf(names: ArrayArguments, inside: ArrayArguments, options: RichnessOptions): ArgumentField[] {
  const { rows, estimator, rankTolerance, blocks, seed, name = 'richness', spectrum, out } = options;
  const fixed = (field: string, value: string | number): ArgumentField => ({
    ...{ field, value },
    ...{ argument: 'odepth richness', text: String(value) },
  });
  const option = (field: string, flag: string, text: string | undefined): ArgumentField[] =>
    text === undefined ? [] : [{ field, argument: flag, text, value: numberOrText(text) }];
  const flags: Readonly<Record<keyof ArrayArguments, string>> = {
    ...{ features: 'FEATURES', outputs: 'OUTPUTS', targets: '--targets', labels: '--labels' },
    ...{ initial: '--initial', initialOutputs: '--initial-outputs' },
  };
  const components = spectrum === true || (spectrum === undefined && out !== undefined) ? usualComponents : 0;
  return [
    fixed('format', 1),
    fixed('kind', 'richness'),
    ...option('name', '--name', name).map((field) => ({ ...field, value: field.text })),
    fixed('purpose', `how rich are the features of ${inside.features}?`),
    // As text: a seed has up to 20 digits.
    ...option('seed', '--seed', seed).map((field) => ({ ...field, value: field.text })),
    ...(Object.keys(names) as (keyof ArrayArguments)[]).map((field) => ({
      ...{ field: `data.${field}`, argument: flags[field] },
      ...{ text: names[field]!, value: inside[field]! },
    })),
    ...option('data.rows', '--rows', rows),
    ...option('estimator', '--estimator', estimator),
    ...option('rankTolerance', '--rank-tolerance', rankTolerance),
    ...option('blocks', '--blocks', blocks),
    ...(typeof spectrum === 'string'
      ? option('spectrum.components', '--spectrum', spectrum)
      : [fixed('spectrum.components', components)]),
  ];
}

/** The scenario file of the record. */
async function yamlText(scenario: unknown): Promise<string> {
  const { stringify } = await import('yaml');
  return (
    '# Made by odepth richness. Paths are inside the folder that holds all arrays; to measure them again:\n' +
    `# odepth run scenario.yaml --data FOLDER\n${stringify(scenario)}`
  );
}
