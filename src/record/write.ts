import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { type FigureFiles, type Manifest, type RecordContents, recordFormat } from './contents.ts';
import { encodeSeries } from './csv.ts';
import { toRecordError } from './error.ts';
import { commitFolder } from './folder.ts';
import { encodeJson, type Json } from './json.ts';
import { filesOf } from './leftovers.ts';
import { unfinishedFile, unlistedFiles } from './names.ts';
import { encodeNpz } from './npz.ts';
import { readManifest } from './read.ts';
import { encodeSummary } from './summary.ts';
import { type BegunWith, unfinishedText } from './unfinished.ts';
import { FileError, readWhole, realPathInside } from './whole-file.ts';

/** Bytes of a file that stays as it is. */
const largestKept = 2 ** 30;

/**
 * Writes a record folder, all or nothing, in place of an older record if one is there. See `RecordContents` for what
 * goes where. Throws RecordError (disk full, read-only, not permitted, a folder that is no record).
 * @param unfinished what the run was begun with, where it is to be gone on with
 */
export async function writeRecord(
  directory: string,
  contents: RecordContents,
  unfinished: BegunWith | null = null,
): Promise<void> {
  const files = new Map<string, Uint8Array | string>([
    ['scenario.yaml', contents.scenarioText],
    ['scenario.json', encodeJson(contents.scenario)],
    ['summary.json', encodeSummary(contents.summary)],
    ['series.csv', encodeSeries(contents.summary.quantities)],
    ['arrays.npz', encodeNpz(contents.arrays)],
    ...presentation(contents.figures, contents.report),
  ]);
  if (unfinished !== null) files.set(unfinishedFile, unfinishedText(unfinished));
  const { name, kind, digest } = contents.summary;
  const { version, provenance, runtime } = contents;
  await writeFiles(directory, { name, kind, digest, version, provenance }, files, runtime);
}

/** Writes any files as a folder with a manifest and a runtime.json, all or nothing, in place of an older one. Throws RecordError. */
export async function writeFiles(
  directory: string,
  about: Omit<Manifest, 'recordFormat' | 'files'>,
  content: ReadonlyMap<string, Uint8Array | string>,
  runtime: Json,
): Promise<void> {
  const files = new Map(content);
  files.set('manifest.json', manifestText(about, content));
  files.set('runtime.json', encodeJson(runtime));
  await commitFolder(directory, files, await ownedPaths(directory));
}

/**
 * Puts new figures and a new report into an existing record; everything else stays as it is. All or nothing.
 * Throws RecordError.
 */
export async function replaceFigures(
  directory: string,
  figures: readonly FigureFiles[],
  report: string,
): Promise<void> {
  const manifest = await readManifest(directory);
  const files = new Map<string, Uint8Array | string>();
  try {
    for (const [name, path] of await keptFiles(directory)) files.set(name, await readWhole(path, largestKept));
  } catch (error) {
    throw toRecordError(error, directory, 'reading the record');
  }
  for (const [name, content] of presentation(figures, report)) files.set(name, content);
  files.set('manifest.json', manifestText(manifest, files));
  await commitFolder(directory, files, await ownedPaths(directory));
}

/** Files of a record that new figures leave as they are, with their real paths. @throws RecordError for a link that leaves the record */
export async function keptFiles(directory: string): Promise<Map<string, string>> {
  const path = resolve(directory);
  const files = new Map<string, string>();
  try {
    const owned = await ownedPaths(directory);
    for (const name of await filesOf(path)) {
      if (!owned.has(name) || name === 'report.html' || name.startsWith('figures/')) continue;
      const real = await realPathInside(path, name);
      if (real === null) throw new FileError(`${name}, a link that leaves the record`);
      files.set(name, real);
    }
  } catch (error) {
    throw toRecordError(error, directory, 'reading the record');
  }
  return files;
}

function presentation(figures: readonly FigureFiles[], report: string): [string, Uint8Array | string][] {
  return [
    ...figures.flatMap(({ name, vegaLite, svgWide, png }): [string, Uint8Array | string][] => [
      [`figures/${name}.vl.json`, vegaLite],
      [`figures/${name}.svg`, svgWide],
      [`figures/${name}.png`, png],
    ]),
    ['report.html', report],
  ];
}

function manifestText(
  about: Omit<Manifest, 'recordFormat' | 'files'>,
  files: ReadonlyMap<string, Uint8Array | string>,
): string {
  const listed: Json[] = [...files]
    .filter(([path]) => !unlistedFiles.has(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => ({
      path,
      bytes: Buffer.byteLength(content),
      sha256: createHash('sha256').update(content).digest('hex'),
    }));
  const { name, kind, digest, version, provenance } = about;
  return encodeJson({ recordFormat, name, kind, digest, version, provenance, files: listed });
}

/** Paths that belong to the record at `directory`; none where there is no readable record. */
async function ownedPaths(directory: string): Promise<ReadonlySet<string>> {
  const manifest = await readManifest(directory).catch(() => undefined);
  return new Set([...unlistedFiles, ...(manifest?.files.map((file) => file.path) ?? [])]);
}
