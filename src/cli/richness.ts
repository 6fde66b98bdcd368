import { arraysIn } from '../scenario/array-access.ts';
import { resolveValues } from '../scenario/checker.ts';
import { scenarioDigest } from '../scenario/digest.ts';
import { plainValue } from '../scenario/located.ts';
import type { Presentation } from '../study/presentation.ts';
import type { RichnessScenario } from '../study/richness/richness-scenario.ts';
import { richnessStudy } from '../study/richness/study.ts';
import { type ArgumentField, numberOrText, scenarioText, scenarioTree } from './argument-scenario.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { measure } from './measure.ts';
import { type ArrayArguments, arrayFolder, type FieldOptions } from './richness-arguments.ts';

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
  const tree = scenarioTree('odepth richness', fieldsOf(names, inside, options));
  const source = { file: 'odepth richness', arrays: arraysIn(folder, true) };
  const scenario = await resolveValues(tree, source, [richnessStudy]);
  const digest = await scenarioDigest(scenario);
  const locate = (file: string) => `${folder}/${file}`;
  if (options.out !== undefined) {
    const { runLoaded } = await import('./run.ts');
    const text = await scenarioText('odepth richness', plainValue(tree));
    return runLoaded('odepth richness', { text, scenario, digest, locate, kind: richnessStudy }, options);
  }
  const shown = ({ headline, tables }: Presentation) => {
    const spectra = tables.filter(({ figure }) => figure === 'spectrum').flatMap((one) => one.tables);
    const short = spectra.map((table) => ({ ...table, rows: table.rows.slice(0, shownComponents) }));
    return [...(headline ? [headline] : []), ...short];
  };
  const measured = { command: 'richness', study: richnessStudy, scenario, digest, locate };
  return measure(measured, shown, describe(scenario), options);
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
