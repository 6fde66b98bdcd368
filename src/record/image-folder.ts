import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IdxError, parseIdx } from './idx.ts';
import { readWhole } from './whole-file.ts';

/** Why a folder of images cannot be used; the message names the file and what to do. */
export class ImageFolderError extends Error {
  override name = 'ImageFolderError';
}

/** Grey images with their classes, as two IDX files hold them. */
export interface LabelledImages {
  readonly count: number;
  /** Pixels of one image. */
  readonly pixels: number;
  /** count × pixels, in memory that threads can share. */
  readonly bytes: Uint8Array;
  readonly labels: Uint8Array;
}

export interface ImageFolder {
  readonly training: LabelledImages;
  readonly testing: LabelledImages;
  /** SHA-256 of shape (32-bit words) and elements of each file, by its name without ".gz". */
  readonly digests: Readonly<Record<string, string>>;
}

/** Twice what the largest of these data sets, a balanced EMNIST, takes. */
const largestFile = 2 ** 27;

/** The four files of MNIST and of the data sets made after it. */
export const imageFiles = {
  training: ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'],
  testing: ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'],
} as const;

/**
 * A folder with the four files, each plain or with ".gz".
 * @throws ImageFolderError naming the file that is absent, damaged or does not fit the others
 */
export async function readImageFolder(folder: string): Promise<ImageFolder> {
  const digests: Record<string, string> = {};
  const read = async ([images, labels]: readonly [string, string]): Promise<LabelledImages> => {
    const pictures = await readIdx(folder, images, digests);
    const classes = await readIdx(folder, labels, digests);
    const [count, rows, columns] = pictures.shape;
    if (pictures.shape.length !== 3)
      throw refused(folder, images, `its shape is [${pictures.shape.join(', ')}], not images × rows × columns`);
    if (classes.shape.length !== 1 || classes.shape[0] !== count)
      throw refused(folder, labels, `its shape is [${classes.shape.join(', ')}], and there are ${count} images`);
    return { count: count!, pixels: rows! * columns!, bytes: shared(pictures.data), labels: shared(classes.data) };
  };
  const training = await read(imageFiles.training);
  const testing = await read(imageFiles.testing);
  if (training.pixels !== testing.pixels)
    throw refused(
      folder,
      imageFiles.testing[0],
      `${testing.pixels} pixels, and the training images have ${training.pixels}`,
    );
  return { training, testing, digests };
}

/** Names of the files that a folder lacks; every one of them where there is no such folder. */
export async function missingImageFiles(folder: string): Promise<string[]> {
  const names = [...imageFiles.training, ...imageFiles.testing];
  const there = await Promise.all(names.map((name) => sizeOf(folder, name)));
  return names.filter((_, i) => there[i] === null);
}

async function sizeOf(folder: string, name: string): Promise<{ path: string; size: number } | null> {
  for (const path of [join(folder, name), join(folder, `${name}.gz`)]) {
    const found = await stat(path).catch(() => null);
    if (found?.isFile()) return { path, size: found.size };
  }
  return null;
}

async function readIdx(folder: string, name: string, digests: Record<string, string>) {
  const found = await sizeOf(folder, name);
  if (found === null) throw refused(folder, name, 'there is no such file, plain or with .gz');
  if (found.size > largestFile) throw refused(folder, name, `it has ${found.size} bytes (at most ${largestFile})`);
  try {
    const array = parseIdx(await readWhole(found.path, largestFile), largestFile);
    digests[name] = createHash('sha256').update(new Uint32Array(array.shape)).update(array.data).digest('hex');
    return array;
  } catch (error) {
    if (error instanceof IdxError) throw refused(folder, name, error.message);
    throw refused(folder, name, error instanceof Error ? error.message : String(error));
  }
}

function shared(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(new SharedArrayBuffer(bytes.length));
  out.set(bytes);
  return out;
}

function refused(folder: string, name: string, reason: string): ImageFolderError {
  return new ImageFolderError(`${join(folder, name)}: ${reason}.`);
}
