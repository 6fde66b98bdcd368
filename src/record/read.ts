import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { type Manifest, type ManifestFile, recordFormat } from './contents.ts';
import { parseSeries } from './csv.ts';
import { RecordError, toRecordError } from './error.ts';
import { isJsonArray, isJsonObject, type Json } from './json.ts';
import { parseJsonText } from './json-text.ts';
import type { NpyArray } from './npy.ts';
import { parseNpz } from './npz.ts';
import type { SeriesRow, Verdict } from './series.ts';
import { parseVerdict } from './summary.ts';
import { FileError, readWhole, realPathInside } from './whole-file.ts';

/** Most bytes of each file that is read. */
const largest = {
  'manifest.json': 2 ** 24,
  'scenario.yaml': 2 ** 22,
  'scenario.json': 2 ** 27,
  'summary.json': 2 ** 28,
  'series.csv': 2 ** 28,
  'arrays.npz': 2 ** 30,
} as const;
type RecordFile = keyof typeof largest;
/** A message quotes no more of a record. */
const longestQuote = 80;

/** A record read back. The series comes from series.csv, verdicts, notes and further members from summary.json. */
export interface RecordView {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly scenarioText: string;
  /** The resolved scenario as plain JSON. */
  readonly scenario: Json;
  readonly rows: readonly SeriesRow[];
  readonly verdicts: readonly Verdict[];
  readonly notes: readonly string[];
  /** All top-level members of summary.json as plain JSON. */
  readonly summary: Readonly<Record<string, Json>>;
}

/**
 * Reads a record folder and checks the files it reads against the digests in the manifest.
 * Throws RecordError for a missing, damaged or changed file, or a record of a newer format.
 */
export async function readRecord(directory: string): Promise<RecordView> {
  const path = resolve(directory);
  const manifest = await readManifest(path);
  const summary = asObject(await readJson(path, manifest, 'summary.json'), join(path, 'summary.json'));
  const scenarioText = decode(await readListed(path, manifest, 'scenario.yaml'));
  const scenario = await readJson(path, manifest, 'scenario.json');
  const series = decode(await readListed(path, manifest, 'series.csv'));
  const { verdicts: verdictList, notes: noteList } = summary;
  const verdicts = isJsonArray(verdictList) ? verdictList.map(parseVerdict) : [undefined];
  const notes = isJsonArray(noteList) ? noteList.map(String) : [];
  if (!verdicts.every((verdict) => verdict !== undefined))
    throw damaged(join(path, 'summary.json'), 'its verdicts cannot be read');
  try {
    return { directory: path, manifest, scenarioText, scenario, rows: parseSeries(series), verdicts, notes, summary };
  } catch (error) {
    throw damaged(join(path, 'series.csv'), reason(error), error);
  }
}

/** The arrays of a record (arrays.npz). Throws RecordError. */
export async function readArrays(directory: string): Promise<Map<string, NpyArray>> {
  const path = resolve(directory);
  const bytes = await readListed(path, await readManifest(path), 'arrays.npz');
  try {
    return parseNpz(bytes);
  } catch (error) {
    throw damaged(join(path, 'arrays.npz'), reason(error), error);
  }
}

/** manifest.json of a record. Throws RecordError where the folder is no record. */
export async function readManifest(directory: string): Promise<Manifest> {
  const path = join(resolve(directory), 'manifest.json');
  let bytes: Uint8Array;
  try {
    bytes = await readFileOf(resolve(directory), 'manifest.json');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      throw new RecordError(
        resolve(directory),
        'this is not a record of odepth (it holds no manifest.json). Name the folder that `odepth run` printed, e.g. results/NAME/DIGEST.',
      );
    throw toRecordError(error, path, 'reading the record');
  }
  const manifest = asObject(parseJson(bytes, path), path);
  const { name, kind, digest, version, provenance, files: fileList, recordFormat: format } = manifest;
  const files = isJsonArray(fileList) ? fileList.map(parseFile) : [undefined];
  if (format !== recordFormat)
    throw new RecordError(
      path,
      `record format ${(JSON.stringify(format) ?? 'of no number').slice(0, longestQuote)} is not known; this version of odepth reads format ${recordFormat}.`,
    );
  if (
    typeof name !== 'string' ||
    typeof kind !== 'string' ||
    typeof digest !== 'string' ||
    typeof version !== 'string' ||
    !isJsonObject(provenance) ||
    !files.every((file) => file !== undefined)
  )
    throw damaged(path, 'name, kind, digest, version, provenance or files is missing');
  return { recordFormat, name, kind, digest, version, provenance, files };
}

async function readJson(path: string, manifest: Manifest, name: RecordFile): Promise<Json> {
  return parseJson(await readListed(path, manifest, name), join(path, name));
}

async function readListed(path: string, manifest: Manifest, name: RecordFile): Promise<Uint8Array> {
  const file = join(path, name);
  const listed = manifest.files.find((entry) => entry.path === name);
  if (listed === undefined) throw damaged(join(path, 'manifest.json'), `it does not list ${name}`);
  let bytes: Uint8Array;
  try {
    bytes = await readFileOf(path, name);
  } catch (error) {
    throw toRecordError(error, file, 'reading the record');
  }
  if (createHash('sha256').update(bytes).digest('hex') !== listed.sha256)
    throw damaged(file, 'its SHA-256 is not the one in manifest.json: it was changed or cut short');
  return bytes;
}

/** @throws FileError for a link that leaves the record, for something else than a file, and for one that is too large */
async function readFileOf(path: string, name: RecordFile): Promise<Uint8Array> {
  const real = await realPathInside(path, name);
  if (real === null) throw new FileError('a link that leaves the record');
  return readWhole(real, largest[name]);
}

function parseJson(bytes: Uint8Array, path: string): Json {
  try {
    return parseJsonText(decode(bytes));
  } catch (error) {
    throw damaged(path, reason(error), error);
  }
}

function parseFile(value: Json): ManifestFile | undefined {
  if (!isJsonObject(value)) return undefined;
  const { path, bytes, sha256 } = value;
  if (typeof path !== 'string' || typeof sha256 !== 'string' || typeof bytes !== 'number') return undefined;
  return { path, bytes, sha256 };
}

function asObject(value: Json, path: string): Readonly<Record<string, Json>> {
  if (!isJsonObject(value)) throw damaged(path, 'it is no JSON object');
  return value;
}

function damaged(path: string, what: string, cause?: unknown): RecordError {
  return new RecordError(path, `the record is damaged: ${what}. Run the scenario again to rebuild it.`, { cause });
}

function reason(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
