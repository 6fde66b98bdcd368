import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { issueOfFile, ScenarioError } from './issue.ts';
import { type NumberArray, PointsFileError } from './kind.ts';
import { complaint } from './message-catalogue.ts';
import type { ScenarioSource } from './resolve.ts';
import { nearest } from './suggest.ts';
import { maximumTextLength } from './yaml-text.ts';

const largestPointsFile = 512 * 2 ** 20;

/**
 * Reads a scenario file; .npy files it names are read from its folder when the scenario is resolved.
 * @throws ScenarioError when the file cannot be read
 */
export async function readScenarioSource(file: string): Promise<ScenarioSource> {
  return { file, text: await readText(file), readPoints: (path) => readPoints(dirname(file), path) };
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > 4 * maximumTextLength) {
      throw new ScenarioError([issueOfFile(file, complaint.tooLong(size, maximumTextLength))]);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    const words = complaint.unreadableFile('scenario file', reasonOf(error), await neighbour(file));
    throw new ScenarioError([issueOfFile(file, words)]);
  }
}

/** A scenario of nearly that name in the same folder. */
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
  const { NpyError, parseNpy } = await import('../record/npy.ts');
  try {
    const root = await realpath(folder);
    const real = await realpath(resolve(root, path));
    if (relative(root, real).split(sep)[0] === '..') throw new PointsFileError('a link that leaves the folder');
    const { size } = await stat(real);
    if (size > largestPointsFile) throw new PointsFileError(`a file of ${size} bytes (at most ${largestPointsFile})`);
    return parseNpy(await readFile(real));
  } catch (error) {
    if (error instanceof PointsFileError) throw error;
    if (error instanceof NpyError) throw new PointsFileError(error.message);
    throw new PointsFileError(reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'a file that may not be read';
  if (code === 'EISDIR') return 'a folder';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'text that is not UTF-8';
  return error instanceof Error ? error.message : String(error);
}
