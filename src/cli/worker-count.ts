import { availableParallelism } from 'node:os';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';

/** Worker threads: the option, else the scenario, else one per core. @throws CommandError for a bad option */
export function workerCount(
  option: string | undefined,
  scenario: number | 'auto' | undefined,
  name = '--workers',
): number {
  if (option === undefined || option === 'auto') {
    return scenario === undefined || scenario === 'auto' ? availableParallelism() : scenario;
  }
  const count = Number(option);
  if (Number.isInteger(count) && count >= 1 && count <= 256) return count;
  throw new CommandError(
    exitCode.badInput,
    `odepth: ${name}: expected auto or an integer from 1 to 256, came "${option}".`,
  );
}
