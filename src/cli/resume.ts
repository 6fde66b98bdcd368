import { type BegunWith, readUnfinished } from '../record/unfinished.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';

/**
 * Refuses to go on in a folder where a run of another scenario, or by other code, is not finished.
 * @throws CommandError that says which of the two changed
 */
export async function refuseOtherRun(folder: string, now: BegunWith): Promise<void> {
  const begun = await readUnfinished(folder);
  if (begun === null) return;
  const changes = [
    ...(begun.digest === now.digest ? [] : [scenarioChange(begun, now)]),
    ...(begun.code === now.code ? [] : [codeChange(begun, now)]),
  ];
  if (changes.length === 0) return;
  throw new CommandError(
    exitCode.badInput,
    `odepth: ${folder}: expected to go on with the unfinished run there, but ${changes.join(', and ')}. ` +
      'Name another folder with --out, or start over here with --fresh.',
  );
}

function scenarioChange(begun: BegunWith, now: BegunWith): string {
  const text = ({ name, kind, digest }: BegunWith) => `"${name}", kind ${kind}, digest ${digest.slice(0, 12)}`;
  return `the scenario changed: it was begun with ${text(begun)}, and came ${text(now)}`;
}

function codeChange(begun: BegunWith, now: BegunWith): string {
  const text = ({ version, code }: BegunWith) => `odepth ${version}, code ${code.slice(0, 12)}`;
  return `the code that computes changed: it was begun by ${text(begun)}, and this is ${text(now)}`;
}
