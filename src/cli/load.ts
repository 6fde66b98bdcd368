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
}

/** A scenario file, validated and complete, with its digest and the study that runs it. @throws ScenarioError */
export async function loadScenario(file: string, options: LoadOptions) {
  const source = await readScenarioSource(file);
  const scenario = await resolveScenario(source, studies, { quick: options.quick ?? false, set: options.set });
  return { text: source.text, scenario, digest: await scenarioDigest(scenario), study: await studyOf(scenario.kind) };
}

/** The module of a kind of study. @throws CommandError for a kind this version does not know */
export async function studyOf(kind: string) {
  const found = studies.find((study) => study.kind === kind);
  if (found) return found.load();
  throw new CommandError(exitCode.badInput, `odepth: this version knows no study of kind "${kind}".`);
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
