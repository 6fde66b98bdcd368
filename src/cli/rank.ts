import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { arraysIn } from '../scenario/array-access.ts';
import { resolveValues } from '../scenario/checker.ts';
import { scenarioDigest } from '../scenario/digest.ts';
import { plainValue } from '../scenario/located.ts';
import { recordsIn } from '../scenario/record-access.ts';
import { depthProfileStudy } from '../study/depth-profile/study.ts';
import type { Presentation } from '../study/presentation.ts';
import { type ArgumentField, filesTogether, numberOrText, scenarioText, scenarioTree } from './argument-scenario.ts';
import { measure } from './measure.ts';

export interface RankOptions {
  readonly uncentred?: boolean;
  readonly outputs?: string;
  readonly samples?: string;
  readonly blocks?: string;
  readonly plateau?: string;
  readonly seed?: string;
  readonly name?: string;
  readonly workers?: string;
  readonly json?: boolean;
  readonly out?: string;
}

const command = 'odepth rank';

/** `odepth rank`: streams in, ranks and drift of their layers out; a record with --out. */
export async function rank(first: string, more: readonly string[], options: RankOptions): Promise<number> {
  const { folder, inside } = filesTogether([
    first,
    ...more,
    ...(options.outputs === undefined ? [] : [options.outputs]),
  ]);
  const tree = scenarioTree(command, fieldsOf([first, ...more], folder, inside, options));
  const source = { file: command, arrays: arraysIn(folder, true), records: recordsIn(folder, 'everywhere') };
  const scenario = await resolveValues(tree, source, [depthProfileStudy]);
  const digest = await scenarioDigest(scenario);
  const locate = (file: string) => join(folder, file);
  if (options.out !== undefined) {
    const { runLoaded } = await import('./run.ts');
    const text = await scenarioText(command, plainValue(tree));
    return runLoaded(command, { text, scenario, digest, locate, kind: depthProfileStudy }, options);
  }
  const { lineOf } = await import('../study/depth-profile/cost.ts');
  const line = `${scenario.streams.map(lineOf).join('; ')}; ${scenario.blocks} blocks`;
  return measure({ command: 'rank', study: depthProfileStudy, scenario, digest, locate }, shown, line, options);
}

/** Side by side first, then every stream by itself. */
function shown({ headline, tables }: Presentation) {
  const each = tables.flatMap((one) => one.tables);
  return headline && each[0]?.caption !== headline.caption ? [headline, ...each] : each;
}

function fieldsOf(
  streams: readonly string[],
  folder: string,
  inside: readonly string[],
  options: RankOptions,
): ArgumentField[] {
  const { uncentred, outputs, samples, blocks, plateau, seed, name = 'rank' } = options;
  const fixed = (field: string, value: string | number | boolean): ArgumentField => ({
    ...{ field, value },
    ...{ argument: command, text: String(value) },
  });
  const option = (field: string, flag: string, text: string | undefined): ArgumentField[] =>
    text === undefined ? [] : [{ field, argument: flag, text, value: numberOrText(text) }];
  const asText = (field: ArgumentField) => ({ ...field, value: field.text });
  return [
    fixed('format', 1),
    fixed('kind', 'depth-profile'),
    ...option('name', '--name', name).map(asText),
    fixed(
      'purpose',
      `how do ranks change along the depth of ${inside.slice(0, streams.length).join(', ').slice(0, 440)}?`,
    ),
    // As text: a seed has up to 20 digits.
    ...option('seed', '--seed', seed).map(asText),
    ...streams.map((text, i) => ({
      field: `streams.${i}.${existsSync(join(folder, inside[i]!, 'manifest.json')) ? 'record' : 'file'}`,
      argument: 'STREAM',
      text,
      value: inside[i]!,
    })),
    ...(outputs === undefined
      ? []
      : [{ field: 'streams.0.outputs', argument: '--outputs', text: outputs, value: inside.at(-1)! }]),
    ...(uncentred ? [fixed('centred', false)] : []),
    ...option('samples', '--samples', samples),
    ...option('blocks', '--blocks', blocks),
    ...option('plateau', '--plateau', plateau),
  ];
}
