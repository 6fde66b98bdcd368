import { availableParallelism } from 'node:os';
import { scenarioDigest } from '../scenario/digest.ts';
import { readScenarioSource } from '../scenario/read.ts';
import { resolveScenario } from '../scenario/resolve.ts';
import { studies } from '../study/registry.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';

export interface LoadOptions {
  readonly set: readonly string[];
  readonly quick?: boolean;
  /** Where data sets are looked for. */
  readonly data?: string;
}

/** A scenario file, validated and complete, with its digest and its kind of study. @throws ScenarioError */
export async function loadScenario(file: string, options: LoadOptions) {
  const source = await readScenarioSource(file);
  const scenario = await resolveScenario(source, studies, { quick: options.quick ?? false, set: options.set });
  return { text: source.text, scenario, digest: await scenarioDigest(scenario), kind: kindOf(scenario.kind) };
}

/** The entry of a kind of study in the registry. @throws CommandError for a kind this version does not know */
export function kindOf(name: string): (typeof studies)[number] {
  const found = studies.find(({ kind }) => kind === name);
  if (found) return found;
  throw new CommandError(exitCode.badInput, `odepth: this version knows no study of kind "${name}".`);
}

/** Worker threads: the option, else the scenario, else one per core. @throws CommandError for a bad option */
export function workerCount(option: string | undefined, scenario: number | 'auto' | undefined): number {
  if (option === undefined || option === 'auto') {
    return scenario === undefined || scenario === 'auto' ? availableParallelism() : scenario;
  }
  const count = Number(option);
  if (Number.isInteger(count) && count >= 1 && count <= 256) return count;
  throw new CommandError(
    exitCode.badInput,
    `odepth: --workers: expected auto or an integer from 1 to 256, came "${option}".`,
  );
}
