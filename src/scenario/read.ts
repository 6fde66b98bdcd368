import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readWhole, realPathInside } from '../record/whole-file.ts';
import { arraysIn, reasonOf, refuseFile } from './array-access.ts';
import { issueOfFile, ScenarioError } from './issue.ts';
import { type NumberArray, PointsFileError } from './kind.ts';
import { complaint } from './message-catalogue.ts';
import { recordsIn } from './record-access.ts';
import type { ScenarioSource } from './resolve.ts';
import { nearest } from './suggest.ts';
import { maximumTextLength } from './yaml-text.ts';

/** Files of numbers that become a part of the scenario: what is read, unpacked and converted stays below 500 MB. */
const largestPointsFile = 2 ** 27 + 2 ** 17;
const mostPointsNumbers = 2 ** 24;
const largestDataFile = 2 ** 26;
const mostDataNumbers = 2 ** 22;
/** All of them as float64, with heads. */
const largestUnpacked = 8 * mostDataNumbers + 2 ** 17;

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
    records: recordsIn(data ?? folder, await recordPlaces(folder, data)),
  };
}

/** Where records may be that a scenario names: its folder, the one named for its data, and results folders beside or above it, where odepth writes. */
async function recordPlaces(folder: string, data: string | undefined): Promise<string[]> {
  const { realPath } = await import('../record/whole-file.ts');
  const places = [folder, ...(data === undefined ? [] : [data])];
  const real = await realPath(folder).catch(() => null);
  for (let above = real; above !== null; above = dirname(above) === above ? null : dirname(above)) {
    places.push(join(above, 'results'));
  }
  const found = await Promise.all(places.map((place) => realPath(place).catch(() => [])));
  return found.flat();
}

/**
 * The text of a small YAML file.
 * @param what it is called in a refusal
 * @throws ScenarioError when the file cannot be read, or is no UTF-8
 */
export async function readText(file: string, what: string): Promise<string> {
  try {
    const most = 4 * maximumTextLength;
    const { size } = await stat(file);
    if (size > most) throw new ScenarioError([issueOfFile(file, complaint.tooLong(size, maximumTextLength))]);
    return new TextDecoder('utf-8', { fatal: true }).decode(await readWhole(file, most));
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
  return readBeside(folder, path, largestPointsFile, (bytes) => parseNpy(bytes, mostPointsNumbers));
}

async function readArrays(folder: string, path: string): Promise<ReadonlyMap<string, NumberArray>> {
  if (path.endsWith('.npz')) {
    const { parseNpzNumbers } = await import('../record/npz.ts');
    return readBeside(folder, path, largestDataFile, (bytes) =>
      parseNpzNumbers(bytes, largestUnpacked, mostDataNumbers),
    );
  }
  if (path.endsWith('.csv')) {
    const { parseTable } = await import('../record/table.ts');
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const table = await readBeside(folder, path, largestDataFile, (bytes) =>
      parseTable(decoder.decode(bytes), mostDataNumbers),
    );
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
    const real = await realPathInside(folder, path);
    if (real === null) throw new PointsFileError('a link that leaves the folder');
    return parse(await readWhole(real, largest));
  } catch (error) {
    return refuseFile(error);
  }
}
