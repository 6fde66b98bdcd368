import type { Complaint } from '../../../scenario/issue.ts';
import { PointsFileError, type RecordAccess, type RecordContents } from '../../../scenario/kind.ts';
import { profileComplaint } from '../../../scenario/profile-messages.ts';
import { Refused } from '../../kernel/language/refused.ts';
import type { GeodesicStream, KernelStream, RecordedStream, StreamArray, StreamRecord } from '../depth-scenario.ts';
import { recordedProfiles } from '../recorded-profiles.ts';
import { basename } from './basename.ts';
import type { StreamFields } from './depth-schema.ts';
import { scaledDepths } from './file-stream.ts';

type Fields = Extract<StreamFields, { readonly record: string }>;
type Field = 'record' | 'source' | 'profile';

/** Kernels of a record, the best known first. */
const kernelSources = ['exact', 'g-only', 'source-only', 'path', 'sampled', 'sampled-plain'];
const leastInputs = 3;

/** The stream that a record of another study holds. Complaints are about its own fields. */
export async function recordStream(
  fields: Fields,
  access: RecordAccess | undefined,
): Promise<GeodesicStream | KernelStream | RecordedStream | Refused> {
  const folder = fields.record.replace(/\/+$/, '');
  if (/^([/\\]|[A-Za-z]:)/.test(folder) || folder.includes('\0'))
    return refuse('record', profileComplaint.recordPath(folder));
  if (!access) return refuse('record', profileComplaint.noFileAccess());
  try {
    const contents = await access.read(folder);
    const { name, kind, digest, series } = contents;
    const label = fields.label ?? basename(name);
    const stream = { label, record: { folder, name, kind, digest, series } };
    if (fields.source !== undefined && kind !== 'kernel') return refuse('source', profileComplaint.sourceOfOther(kind));
    if (kind === 'geodesic') return await geodesicStream(stream, access);
    if (kind === 'kernel') return await kernelStream(stream, fields.source, access);
    return recordedStream(stream, fields.profile, contents);
  } catch (error) {
    if (error instanceof PointsFileError) return refuse('record', profileComplaint.badRecord(error.message));
    throw error;
  }
}

interface Begun {
  readonly label: string;
  readonly record: StreamRecord;
}

async function geodesicStream({ label, record }: Begun, access: RecordAccess): Promise<GeodesicStream | Refused> {
  const states = await arrayOf(record, 'states', access);
  if (!states) return refuse('record', profileComplaint.recordWithoutStates());
  const [layers, width, samples] = boxOf(states);
  const depths = await depthsOf(record, 'nodes', layers, access);
  return { from: 'geodesic', label, record, arrays: [states], ...{ layers, samples, positions: null, width }, depths };
}

async function kernelStream(
  { label, record }: Begun,
  asked: string | undefined,
  access: RecordAccess,
): Promise<KernelStream | Refused> {
  const found: { source: string; kernel: StreamArray }[] = [];
  for (const source of kernelSources) {
    const kernel = await arrayOf(record, `${source}.K0`, access);
    if (kernel) found.push({ source, kernel });
  }
  const chosen = asked === undefined ? found[0] : found.find(({ source }) => source === asked);
  const known = found.map(({ source }) => source);
  if (!chosen) return refuse('source', profileComplaint.kernelSource(known, asked ?? 'none'));
  const [layers, inputs] = boxOf(chosen.kernel);
  if (inputs < leastInputs) return refuse('record', profileComplaint.fewInputs(inputs));
  if (layers < 2) return refuse('record', profileComplaint.fewLayers(layers));
  const depths = await depthsOf(record, 't', layers, access);
  return { from: 'kernel', label, record, kernel: chosen.kernel, layers, inputs, depths };
}

function recordedStream(
  { label, record }: Begun,
  asked: string | undefined,
  { rows }: RecordContents,
): RecordedStream | Refused {
  const profiles = recordedProfiles(rows);
  const known = profiles.map(({ name }) => name);
  if (known.length === 0) return refuse('record', profileComplaint.recordKind(record.kind));
  const only = profiles.length === 1 ? profiles[0] : undefined;
  const chosen = profiles.find(({ name }) => name === (asked ?? '')) ?? (asked === undefined ? only : undefined);
  if (!chosen) return refuse(asked === undefined ? 'record' : 'profile', profileComplaint.noProfile(known, asked));
  const { name, depths } = chosen;
  return { from: 'record', label, record, profile: name, layers: depths.length, depths };
}

/** The three sizes of an array that a run of its kind wrote. @throws PointsFileError where it has other ones */
function boxOf({ entry, shape }: StreamArray): [number, number, number] {
  if (shape.length === 3 && shape.every((size) => size > 0)) return shape as [number, number, number];
  throw new PointsFileError(`a record whose array ${entry} has the shape [${shape.join(', ')}]`);
}

/** @throws PointsFileError where they are not as many as there are layers, or do not ascend */
async function depthsOf(record: StreamRecord, name: string, layers: number, access: RecordAccess): Promise<number[]> {
  const { data } = await access.numbers(record.folder, name);
  const depths = data.length === layers ? scaledDepths(data) : null;
  if (depths === null) throw new PointsFileError(`a record whose array ${name} holds no depths of ${layers} layers`);
  return depths;
}

async function arrayOf(record: StreamRecord, entry: string, access: RecordAccess): Promise<StreamArray | null> {
  const described = await access.describe(record.folder, entry);
  return described && { file: `${record.folder}/arrays.npz`, entry, ...described };
}

function refuse(field: Field, words: Complaint): Refused {
  return new Refused({ path: [field], words });
}
