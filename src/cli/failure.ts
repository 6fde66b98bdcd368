import { CommanderError } from 'commander';
import { RecordError } from '../record/error.ts';
import { harmless } from '../record/harmless.ts';
import { exitCode } from './exit-code.ts';

/** A bad argument, or a computation that cannot be done: the message is for the user, the code for the shell. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Errors of data, of scenarios that cannot be shared out, and of jobs whose message says what cannot be used as it is. */
const notUsable: ReadonlySet<string> = new Set(['DataError', 'SharingError', 'JobError']);

/** Errors of theory, solvers, samplers, schedulers and data sets whose message says why the computation cannot be done. */
const notComputable: ReadonlySet<string> = new Set([
  ...['TheoryError', 'SolverError', 'SamplingError', 'EngineError', 'WorkerError'],
  ...['DataSetError', 'ImageFolderError', 'SlurmError'],
]);

/** Says on stderr what went wrong, once, and returns the exit code. */
export function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.badInput;
  if (error instanceof CommandError) return say(error.message, error.code);
  if (error instanceof RecordError) return say(`odepth: ${error.message}`, exitCode.notWritten);
  // By name: the scenario room is loaded only by the commands that read one.
  if (error instanceof Error && error.name === 'ScenarioError') return say(error.message, exitCode.badInput);
  if (error instanceof Error && notUsable.has(error.name)) return say(`odepth: ${error.message}`, exitCode.badInput);
  if (error instanceof Error && notComputable.has(error.name))
    return say(`odepth: ${error.message}`, exitCode.notComputed);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return say(`odepth: this is a defect of odepth, please report it.\n${text}`, exitCode.internal);
}

function say(text: string, code: number): number {
  process.stderr.write(`${harmless(text)}\n`);
  return code;
}
