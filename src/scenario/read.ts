import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { arraysIn, reasonOf, refuseFile } from './array-access.ts';
import { issueOfFile, ScenarioError } from './issue.ts';
import { type NumberArray, PointsFileError } from './kind.ts';
import { complaint } from './message-catalogue.ts';
import { recordsIn } from './record-access.ts';
import type { ScenarioSource } from './resolve.ts';
import { nearest } from './suggest.ts';
import { maximumTextLength } from './yaml-text.ts';

const largestPointsFile = 512 * 2 ** 20;
const largestDataFile = 128 * 2 ** 20;

/**
 * Reads a scenario file; files of numbers it names are read from its folder when the scenario is resolved.
 * @param data where large arrays are, when not beside the scenario; links that leave that folder are followed
 * @param text what the file says, where that is known already
 * @throws ScenarioError when the file cannot be read
 */
export async function readScenarioSource(file: string, data?: string, text?: string): Promise<ScenarioSource> {
  const folder = dirname(file);
  return {
    file,
    text: text ?? (await readText(file, 'scenario file')),
    readPoints: (path) => readPoints(folder, path),
    readArrays: (path) => readArrays(folder, path),
    arrays: arraysIn(data ?? folder, data !== undefined),
    records: recordsIn(data ?? folder),
  };
}

/**
 * The text of a small YAML file.
 * @param what it is called in a refusal
 * @throws ScenarioError when the file cannot be read, or is no UTF-8
 */
export async function readText(file: string, what: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > 4 * maximumTextLength) {
      throw new ScenarioError([issueOfFile(file, complaint.tooLong(size, maximumTextLength))]);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    const words = complaint.unreadableFile(what, reasonOf(error), await neighbour(file));
    throw new ScenarioError([issueOfFile(file, words)]);
  }
}

/** A file of nearly that name in the same folder. */
async function neighbour(file: string): Promise<string | null> {
  try {
    const files = (await readdir(dirname(file))).filter((name) => /\.(ya?ml|json)$/.test(name));
    const near = nearest(basename(file), files);
    return near === null ? null : join(dirname(file), near);
  } catch {
    return null;
  }
}

async function readPoints(folder: string, path: string): Promise<NumberArray> {
  const { parseNpy } = await import('../record/npy.ts');
  return readBeside(folder, path, largestPointsFile, parseNpy);
}

async function readArrays(folder: string, path: string): Promise<ReadonlyMap<string, NumberArray>> {
  if (path.endsWith('.npz')) {
    const { parseNpzNumbers } = await import('../record/npz.ts');
    return readBeside(folder, path, largestDataFile, (bytes) => parseNpzNumbers(bytes, 2 * largestDataFile));
  }
  if (path.endsWith('.csv')) {
    const { parseTable } = await import('../record/table.ts');
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const table = await readBeside(folder, path, largestDataFile, (bytes) => parseTable(decoder.decode(bytes)));
    return new Map([...table].map(([name, data]) => [name, { shape: [data.length], data }]));
  }
  if (!path.endsWith('.npy')) throw new PointsFileError('a name that ends in none of .npz, .npy, .csv');
  return new Map([['', await readPoints(folder, path)]]);
}

/** What a parser makes of a file in the scenario's folder. @throws PointsFileError */
async function readBeside<Content>(
  folder: string,
  path: string,
  largest: number,
  parse: (bytes: Uint8Array) => Content,
): Promise<Content> {
  try {
    const root = await realpath(folder);
    const real = await realpath(resolve(root, path));
    if (relative(root, real).split(sep)[0] === '..') throw new PointsFileError('a link that leaves the folder');
    const { size } = await stat(real);
    if (size > largest) throw new PointsFileError(`a file of ${size} bytes (at most ${largest})`);
    return parse(await readFile(real));
  } catch (error) {
    return refuseFile(error);
  }
}
