import { readdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ArrayDescription, type ArrayPlace, arrayNames, describeArray } from './array-file.ts';
import { parseArrayReference } from './array-reference.ts';
import { NpyError } from './npy-header.ts';
import { RowReader } from './row-reader.ts';
import { realPathInside } from './whole-file.ts';

/** Numbers of an array that is read as a whole. */
const mostNumbers = 2 ** 24;

/** Arrays in files of one folder and below; links that leave it are followed where `links`. All functions throw NpyError and what the file system says. */
export class ArrayFolder {
  readonly #folder: string;
  readonly #links: boolean;

  constructor(folder: string, links: boolean) {
    this.#folder = folder;
    this.#links = links;
  }

  async describe(reference: string): Promise<ArrayDescription> {
    return describeArray(await this.#place(reference));
  }

  /** All numbers of an array of one or two dimensions, at most 2²⁴ of them. */
  async numbers(reference: string): Promise<{ shape: readonly number[]; data: Float64Array }> {
    const reader = RowReader.open(await this.#place(reference));
    try {
      const count = reader.rows * Math.max(1, reader.columns);
      if (count > mostNumbers) throw new NpyError(`an array of ${count} numbers (at most ${mostNumbers})`);
      const numbers = reader.read(0, reader.rows);
      const data = numbers instanceof Float64Array ? numbers : Float64Array.from(numbers);
      return { shape: [reader.rows, reader.columns], data };
    } finally {
      reader.close();
    }
  }

  /** What stands for the one `*` in a path, for every file that matches, in alphabetical order. */
  async match(pattern: string): Promise<string[]> {
    const steps = pattern.split('/');
    const at = steps.findIndex((step) => step.includes('*'));
    if (at < 0 || pattern.split('*').length !== 2)
      throw new NpyError(`${JSON.stringify(pattern)}, which has not one *`);
    const [head, tail] = steps[at]!.split('*') as [string, string];
    const names = await readdir(await this.#inside(steps.slice(0, at).join('/')));
    return names
      .filter((name) => name.length >= head.length + tail.length && name.startsWith(head) && name.endsWith(tail))
      .map((name) => name.slice(head.length, name.length - tail.length))
      .sort();
  }

  async #place(reference: string): Promise<ArrayPlace> {
    const parsed = parseArrayReference(reference);
    if (parsed) return { ...parsed, file: await this.#inside(parsed.file) };
    if (!reference.endsWith('.npz')) throw new NpyError('a name that ends neither in .npy nor in .npz:NAME');
    const names = arrayNames(await this.#inside(reference));
    throw new NpyError(
      `an archive of several arrays: write ${reference}:NAME with one of ${names.slice(0, 8).join(', ')}`,
    );
  }

  async #inside(file: string): Promise<string> {
    if (this.#links) return realpath(resolve(this.#folder, file));
    const real = await realPathInside(this.#folder, file);
    if (real === null) throw new NpyError('a link that leaves the folder');
    return real;
  }
}
