import { RecordError } from '../record/error.ts';
import type { NpyArray } from '../record/npy.ts';
import { type RecordView, readArrays, readRecord } from '../record/read.ts';
import { keptFiles } from '../record/write.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';

/** Read a record named on the command line. @throws CommandError when it is missing or damaged */
export async function recordArgument(folder: string): Promise<RecordView> {
  return readRecord(folder).catch(refuseRecord);
}

/** As `recordArgument`, and all that will be kept of it can be read. @throws CommandError where it cannot */
export async function recordToRedraw(folder: string): Promise<RecordView> {
  const record = await recordArgument(folder);
  await keptFiles(folder).catch(refuseRecord);
  return record;
}

/** Its arrays. @throws CommandError when they are missing or damaged */
export async function recordArrays(folder: string): Promise<Map<string, NpyArray>> {
  return readArrays(folder).catch(refuseRecord);
}

function refuseRecord(error: unknown): never {
  if (error instanceof RecordError) throw new CommandError(exitCode.badInput, `odepth: ${error.message}`);
  throw error;
}
