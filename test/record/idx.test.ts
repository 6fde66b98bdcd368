import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { IdxError, parseIdx } from '#odepth/record/idx';
import { missingImageFiles, readImageFolder } from '#odepth/record/image-folder';
import { temporaryFolder } from '../cli/odepth.ts';

function idx(shape: readonly number[], data: ArrayLike<number>, type = 8): Uint8Array {
  const header = [
    0,
    0,
    type,
    shape.length,
    ...shape.flatMap((size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255]),
  ];
  return Uint8Array.from([...header, ...Array.from(data)]);
}

const bytes = Array.from({ length: 24 }, (_, i) => (i * 37) % 256);

describe('an IDX file', () => {
  it('is read as it is and compressed, with its shape', () => {
    const plain = idx([2, 3, 4], bytes);
    for (const content of [plain, gzipSync(plain)]) {
      const { shape, data } = parseIdx(content);
      expect(shape).toEqual([2, 3, 4]);
      expect([...data]).toEqual(bytes);
    }
  });

  it.each([
    ['another beginning', Uint8Array.of(1, 0, 8, 1, 0, 0, 0, 0), 'two zero bytes'],
    ['elements that are no bytes', idx([1], [1, 2, 3, 4], 0x0d), 'type 0x0d'],
    ['no axis', idx([], []), '0 axes'],
    ['a header that is cut short', idx([2, 3], bytes).slice(0, 9), 'within its header'],
    ['too few elements', idx([2, 3, 4], bytes).slice(0, 30), 'cut short'],
    ['too many elements', idx([2, 3], bytes), 'more after its end'],
    ['a size of nothing', idx([0, 3], []), 'empty'],
    ['a compressed file that is cut short', gzipSync(idx([2, 3, 4], bytes)).slice(0, 30), 'cut short'],
    ['hardly anything', gzipSync(idx([2, 3, 4], bytes)).slice(0, 10), 'cut short'],
  ])('is refused with %s', (_, content, words) => {
    expect(() => parseIdx(content)).toThrow(IdxError);
    expect(() => parseIdx(content)).toThrow(words);
  });

  it('is not unpacked beyond what is allowed, whatever it says of itself', () => {
    const large = gzipSync(idx([5000], new Uint8Array(5000)));
    expect(() => parseIdx(large, 1000)).toThrow('more than 1000');
    const lying = Uint8Array.from(large);
    new DataView(lying.buffer).setUint32(lying.length - 4, 900, true);
    expect(() => parseIdx(lying, 1000)).toThrow('cut short or damaged');
  });
});

describe('a folder of images', () => {
  const write = async (folder: string, changes: Record<string, Uint8Array | null> = {}) => {
    const files: Record<string, Uint8Array | null> = {
      'train-images-idx3-ubyte.gz': gzipSync(idx([3, 2, 2], bytes.slice(0, 12))),
      'train-labels-idx1-ubyte': idx([3], [0, 1, 2]),
      't10k-images-idx3-ubyte': idx([2, 2, 2], bytes.slice(0, 8)),
      't10k-labels-idx1-ubyte.gz': gzipSync(idx([2], [1, 0])),
      ...changes,
    };
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) if (content) await writeFile(join(folder, name), content);
    return folder;
  };

  it('is read with the digests of what it holds, compressed or not', async () => {
    const one = await readImageFolder(await write(await temporaryFolder()));
    const changes = {
      'train-images-idx3-ubyte.gz': null,
      'train-images-idx3-ubyte': idx([3, 2, 2], bytes.slice(0, 12)),
    };
    const other = await readImageFolder(await write(await temporaryFolder(), changes));
    expect(one.training).toMatchObject({ count: 3, pixels: 4 });
    expect([...one.testing.labels]).toEqual([1, 0]);
    expect([...one.training.bytes]).toEqual(bytes.slice(0, 12));
    expect(other.digests).toEqual(one.digests);
  });

  it('says which files it lacks, and which do not fit', async () => {
    const folder = await write(await temporaryFolder(), { 't10k-labels-idx1-ubyte.gz': null });
    expect(await missingImageFiles(folder)).toEqual(['t10k-labels-idx1-ubyte']);
    await expect(readImageFolder(folder)).rejects.toThrow('t10k-labels-idx1-ubyte: there is no such file');
    const labels = await write(await temporaryFolder(), { 'train-labels-idx1-ubyte': idx([2], [0, 1]) });
    await expect(readImageFolder(labels)).rejects.toThrow('there are 3 images');
    const sizes = await write(await temporaryFolder(), { 't10k-images-idx3-ubyte': idx([2, 2, 1], bytes.slice(0, 4)) });
    await expect(readImageFolder(sizes)).rejects.toThrow('2 pixels, and the training images have 4');
  });
});
