import { dirname, join } from 'node:path';
import { scenarioDigest } from '../scenario/digest.ts';
import { readScenarioSource } from '../scenario/read.ts';
import { resolveScenario } from '../scenario/resolve.ts';
import { type AnyScenario, studies } from '../study/registry.ts';
import type { Study } from '../study/study.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';

export interface LoadOptions {
  readonly set: readonly string[];
  readonly quick?: boolean;
  /** Where the arrays that a scenario names are, or its data sets. */
  readonly data?: string;
}

/** A scenario that can be run. */
export interface LoadedScenario {
  readonly text: string;
  readonly scenario: AnyScenario;
  readonly digest: string;
  readonly kind: Study<AnyScenario>;
  /** Where a file is that the scenario names. */
  readonly locate: (file: string) => string;
}

/**
 * A scenario file, validated and complete, with its digest and its kind of study.
 * @param text what the file says, where that is known already
 * @throws ScenarioError
 */
export async function loadScenario(file: string, options: LoadOptions, text?: string): Promise<LoadedScenario> {
  const source = await readScenarioSource(file, options.data, text);
  const scenario = await resolveScenario(source, studies, { quick: options.quick ?? false, set: options.set });
  const kind = kindOf(scenario.kind);
  if (options.data !== undefined && !kind.readsData)
    throw new CommandError(exitCode.badInput, `odepth: --data: a scenario of kind ${kind.kind} reads no data there.`);
  const folder = options.data ?? dirname(file);
  const locate = (name: string) => join(folder, name);
  return { text: source.text, scenario, digest: await scenarioDigest(scenario), kind, locate };
}

/** The entry of a kind of study in the registry. @throws CommandError for a kind this version does not know */
export function kindOf(name: string): (typeof studies)[number] {
  const found = studies.find(({ kind }) => kind === name);
  if (found) return found;
  throw new CommandError(
    exitCode.badInput,
    `odepth: this version knows no study of kind ${JSON.stringify(name.slice(0, 60))}.`,
  );
}
