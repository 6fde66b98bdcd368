import { fileBeside } from '../../../scenario/file-beside.ts';
import type { Complaint } from '../../../scenario/issue.ts';
import type { ArrayAccess } from '../../../scenario/kind.ts';
import { profileComplaint } from '../../../scenario/profile-messages.ts';
import { Refused } from '../../kernel/language/refused.ts';
import type { FileStream, StreamArray, StreamSize } from '../depth-scenario.ts';
import { evenDepths } from '../even-depths.ts';
import { basename } from './basename.ts';
import type { StreamFields } from './depth-schema.ts';
import { layerFiles } from './layer-files.ts';
import { type ArrayField, fileWords, streamArray } from './stream-array.ts';

type Fields = Extract<StreamFields, { readonly file: string }>;

/** Layers of one stream at most. */
export const mostLayers = 1024;
const leastSamples = 4;

/** A stream in files as it is found there. Complaints are about its own fields. */
export async function fileStream(fields: Fields, access: ArrayAccess | undefined): Promise<FileStream | Refused> {
  const { file } = fields;
  const arrays = file.includes('*') ? await layerFiles(file, access) : await oneFile(file, access);
  if (arrays instanceof Refused) return arrays;
  const size = sizeOf(arrays, file.includes('*'));
  if (size instanceof Refused) return size;
  const { layers, samples, width } = size;
  if (layers < 2) return refuse('file', profileComplaint.fewLayers(layers));
  if (layers > mostLayers) return refuse('file', profileComplaint.manyLayers(mostLayers, layers));
  if (samples < leastSamples) return refuse('file', profileComplaint.fewSamples(leastSamples, samples));
  if (width < 1 || size.positions === 0) return refuse('file', profileComplaint.shape(arrays[0]!.shape));
  const outputs = fields.outputs === undefined ? null : await outputsOf(fields.outputs, size, access);
  if (outputs instanceof Refused) return outputs;
  const depths = fields.depths === undefined ? evenDepths(layers) : await depthsOf(fields.depths, layers, access);
  if (depths instanceof Refused) return depths;
  return { from: 'file', label: fields.label ?? basename(file), ...size, arrays, depths, outputs };
}

async function oneFile(file: string, access: ArrayAccess | undefined): Promise<StreamArray[] | Refused> {
  const array = await streamArray('file', file, access);
  return array instanceof Refused ? array : [array];
}

function sizeOf(arrays: readonly StreamArray[], perLayer: boolean): StreamSize | Refused {
  const { file, shape } = arrays[0]!;
  if (!perLayer) {
    if (shape.length !== 3 && shape.length !== 4) return refuse('file', profileComplaint.shape(shape));
    return lines(shape[0]!, shape.slice(1));
  }
  if (shape.length !== 2 && shape.length !== 3) return refuse('file', profileComplaint.layerShape(file, shape));
  const other = arrays.find((array) => array.shape.join() !== shape.join());
  if (other) return refuse('file', profileComplaint.otherShape(file, shape, other.file, other.shape));
  return lines(arrays.length, shape);
}

function lines(layers: number, shape: readonly number[]): StreamSize {
  const [samples, positions] = shape as [number, number];
  return { layers, samples, positions: shape.length === 3 ? positions : null, width: shape.at(-1)! };
}

async function outputsOf(
  name: string,
  { samples, positions }: StreamSize,
  access: ArrayAccess | undefined,
): Promise<StreamArray | Refused> {
  if (positions !== null) return refuse('outputs', profileComplaint.outputsOfPositions());
  const array = await streamArray('outputs', name, access);
  if (array instanceof Refused) return array;
  if (array.shape.length !== 2) return refuse('outputs', profileComplaint.outputShape(array.shape));
  if (array.shape[0] !== samples) return refuse('outputs', profileComplaint.outputRows(samples, array.shape[0]!));
  return array;
}

async function depthsOf(name: string, layers: number, access: ArrayAccess | undefined): Promise<number[] | Refused> {
  const array = await streamArray('depths', name, access);
  if (array instanceof Refused) return array;
  if (array.shape.length !== 1 || array.shape[0] !== layers)
    return refuse('depths', profileComplaint.depthShape(layers, array.shape));
  const read = await fileBeside(name, (file) => access!.numbers(file), fileWords('depths'));
  if ('refused' in read) return refuse('depths', read.refused);
  return scaledDepths(read.content.data) ?? refuse('depths', profileComplaint.depthOrder());
}

/** Depths moved and scaled to 0 … 1; null where they do not ascend. */
export function scaledDepths(depths: ArrayLike<number>): number[] | null {
  const [first, last] = [depths[0]!, depths[depths.length - 1]!];
  const scaled = Array.from(depths, (depth) => (depth - first) / (last - first));
  return scaled.every((depth, i) => Number.isFinite(depth) && (i === 0 || depth > scaled[i - 1]!)) ? scaled : null;
}

function refuse(field: ArrayField, words: Complaint): Refused {
  return new Refused({ path: [field], words });
}
