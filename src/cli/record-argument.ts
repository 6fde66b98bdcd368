import { RecordError } from '../record/error.ts';
import { type RecordView, readRecord } from '../record/read.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';

/** Read a record named on the command line. @throws CommandError when it is missing or damaged */
export async function recordArgument(folder: string): Promise<RecordView> {
  try {
    return await readRecord(folder);
  } catch (error) {
    if (error instanceof RecordError) throw new CommandError(exitCode.badInput, `odepth: ${error.message}`);
    throw error;
  }
}
