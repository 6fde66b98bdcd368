import { type ArrayAccess, PointsFileError } from './kind.ts';

/** The large arrays in a folder and below; links that leave it are followed where `links`. */
export function arraysIn(folder: string, links: boolean): ArrayAccess {
  const opened = async () => new (await import('../record/arrays-beside.ts')).ArrayFolder(folder, links);
  const answer = async <Content>(content: Promise<Content>) => content.catch(refuseFile);
  return {
    describe: async (reference) => answer((await opened()).describe(reference)),
    numbers: async (reference) => answer((await opened()).numbers(reference)),
    match: async (pattern) => answer((await opened()).match(pattern)),
  };
}

/** @throws PointsFileError for anything that went wrong with a file */
export async function refuseFile(error: unknown): Promise<never> {
  const { NpyError } = await import('../record/npy.ts');
  const { CsvError } = await import('../record/csv.ts');
  if (error instanceof PointsFileError) throw error;
  if (error instanceof NpyError || error instanceof CsvError) throw new PointsFileError(error.message);
  throw new PointsFileError(reasonOf(error));
}

/** What went wrong with a file, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'a file that may not be read';
  if (code === 'EISDIR') return 'a folder';
  if (code === 'ELOOP') return 'a link that leads to itself';
  if (code === 'ENAMETOOLONG') return 'a name that is too long';
  if (code === 'ENXIO') return 'a pipe or a device, not a file';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'text that is not UTF-8';
  return error instanceof Error ? error.message : String(error);
}
