/** Why the numbers in the files of a study cannot be used: which file, what was expected, what came, what to do. */
export class DataError extends Error {
  override readonly name = 'DataError';
}
