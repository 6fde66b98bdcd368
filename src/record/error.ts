/** Why a record folder could not be written or read; the message names the path and what to do. */
export class RecordError extends Error {
  override name = 'RecordError';
  readonly path: string;
  constructor(path: string, message: string, options?: ErrorOptions) {
    super(`${path}: ${message}`, options);
    this.path = path;
  }
}

const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space or choose another folder with --out.',
  EDQUOT: 'the disk quota is used up; free some space or choose another folder with --out.',
  EROFS: 'the file system is read-only; choose another folder with --out.',
  EACCES: 'permission denied; change the permissions or choose another folder with --out.',
  EPERM: 'the operation is not permitted; change the permissions or choose another folder with --out.',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another folder with --out.',
  ENAMETOOLONG: 'the path is too long; choose a shorter one with --out.',
  EEXIST: 'a file of that name is in the way; choose another folder with --out.',
  EBUSY: 'the folder is in use (a mount point or an open file); choose another folder with --out.',
  EMFILE: 'too many files are open; raise the limit (ulimit -n) and run again.',
  ELOOP: 'a link leads to itself.',
  ENXIO: 'it is a pipe or a device, not a file.',
  ENOENT: 'there is no such file or folder.',
};

/** A RecordError for a failed file operation: system error codes in words, with the path the system named if it named one. */
export function toRecordError(error: unknown, path: string, action: string): RecordError {
  if (error instanceof RecordError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const where = error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : path;
  const reason =
    error instanceof Error && error.name === 'FileError'
      ? `it is ${error.message}.`
      : (advice[code] ?? (error instanceof Error ? error.message : String(error)));
  return new RecordError(where, `${action} failed: ${reason}`, { cause: error });
}
