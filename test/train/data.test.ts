import { describe, expect, it } from 'vitest';
import { examplesAt, joinedExamples } from '#odepth/train/data/examples';
import { imageData } from '#odepth/train/data/images';
import { oneHot, shuffledLabels } from '#odepth/train/data/labels';
import { linearTeacher } from '#odepth/train/data/linear-teacher';
import { modularAddition } from '#odepth/train/data/modular-addition';
import { prototypes } from '#odepth/train/data/prototypes';

const seed = 11n;

function tokensOf(inputs: ReturnType<typeof modularAddition>['train']['inputs']) {
  if (!('tokens' in inputs)) throw new Error('no tokens');
  return inputs;
}

describe('modular addition', () => {
  const modulus = 13;
  const { train, test, outputs } = modularAddition({ modulus, trainFraction: 0.3 }, seed);

  it('has every pair once, in training or in testing, with its sum', () => {
    const all = joinedExamples(train, test);
    const { tokens, length } = tokensOf(all.inputs);
    expect([length, outputs, all.count]).toEqual([3, modulus, modulus ** 2]);
    const pairs = Array.from({ length: all.count }, (_, i) => [...tokens.subarray(3 * i, 3 * i + 3)]);
    expect(new Set(pairs.map(String)).size).toBe(modulus ** 2);
    for (const [i, [a, b, sign]] of pairs.entries()) {
      expect(all.labels![i]).toBe((a! + b!) % modulus);
      expect(sign).toBe(modulus);
    }
  });

  it('splits as asked for, at the address of the seed', () => {
    expect(train.count).toBe(Math.round(0.3 * modulus ** 2));
    expect(modularAddition({ modulus, trainFraction: 0.3 }, seed).train).toEqual(train);
    expect(modularAddition({ modulus, trainFraction: 0.3 }, 12n).train).not.toEqual(train);
    expect(() => modularAddition({ modulus: 2, trainFraction: 0.01 }, seed)).toThrow('leave one part empty');
  });

  it('keeps mirror images in one part where asked, and the numbers as they are', () => {
    for (const trainFraction of [0.3, 0.43, 0.7]) {
      const parts = modularAddition({ modulus, trainFraction, mirrorPairs: 'together' }, seed);
      expect(parts.train.count).toBe(Math.round(trainFraction * modulus ** 2));
      expect(parts.train.count + parts.test.count).toBe(modulus ** 2);
      for (const part of [parts.train, parts.test]) {
        const { tokens } = tokensOf(part.inputs);
        const pairs = new Set(Array.from({ length: part.count }, (_, i) => `${tokens[3 * i]} ${tokens[3 * i + 1]}`));
        expect(pairs.size).toBe(part.count);
        for (const pair of pairs) expect(pairs).toContain(pair.split(' ').reverse().join(' '));
      }
    }
  });
});

describe('labels', () => {
  const labels = Int32Array.from({ length: 400 }, (_, i) => i % 10);

  it('change places in the part asked for and keep their numbers', () => {
    const all = shuffledLabels(labels, 1, seed);
    expect([...all].sort()).toEqual([...labels].sort());
    const kept = all.filter((label, i) => label === labels[i]).length;
    // One in ten by chance: 40 ± 6.
    expect(Math.abs(kept - 40)).toBeLessThan(24);
    const half = shuffledLabels(labels, 0.5, seed);
    expect(half.filter((label, i) => label !== labels[i]).length).toBeLessThanOrEqual(200);
    expect(half.filter((label, i) => label !== labels[i]).length).toBeGreaterThan(150);
    expect(shuffledLabels(labels, 0, seed)).toEqual(labels);
  });

  it('are rows with a single one as targets', () => {
    const { rows, columns, data } = oneHot(Int32Array.of(2, 0), 3);
    expect([rows, columns, ...data]).toEqual([2, 3, 0, 0, 1, 1, 0, 0]);
  });
});

describe('images', () => {
  const set = (count: number) => ({
    ...{ count, pixels: 4 },
    bytes: Uint8Array.from({ length: 4 * count }, (_, i) => (i * 53) % 256),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 5),
  });

  it('are drawn with pixels of mean 0 and variance 1 over the training images', () => {
    const { train, test, outputs, normalisation } = imageData(
      set(50),
      set(30),
      { train: 20, test: 10, classes: null },
      seed,
    );
    expect([train.count, test.count, outputs]).toEqual([20, 10, 5]);
    if ('tokens' in train.inputs) throw new Error('images are no tokens');
    const values = train.inputs.data;
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + x * x, 0) / values.length;
    expect(mean).toBeCloseTo(0, 12);
    expect(variance).toBeCloseTo(1, 12);
    expect(normalisation.deviation).toBeGreaterThan(0);
  });

  it('of some classes only, or refused where there are too few', () => {
    const { train, outputs } = imageData(set(50), set(30), { train: 12, test: 5, classes: 2 }, seed);
    expect(outputs).toBe(2);
    expect([...train.labels!].every((label) => label < 2)).toBe(true);
    expect(() => imageData(set(50), set(30), { train: 21, test: 5, classes: 2 }, seed)).toThrow('20 of the classes');
  });
});

describe('prototypes', () => {
  it('are as far from their class as the noise says, and without noise equal to it', () => {
    const spec = { classes: 3, dimension: 200, noise: 0.5, train: 90, test: 9 };
    const noisy = prototypes(spec, seed).train;
    const exact = prototypes({ ...spec, noise: 0 }, seed).train;
    if ('tokens' in noisy.inputs || 'tokens' in exact.inputs) throw new Error('prototypes are no tokens');
    const points = exact.inputs.data;
    expect([...points.subarray(0, 200)]).toEqual([...points.subarray(600, 800)]);
    const squares = noisy.inputs.data.reduce((sum, x, i) => sum + (x - points[i]!) ** 2, 0);
    // 18 000 squares of variance ¼: relative standard error 1 %.
    expect(squares / points.length).toBeCloseTo(0.25, 1);
    expect([...noisy.labels!.slice(0, 4)]).toEqual([0, 1, 2, 0]);
  });
});

describe('a linear teacher', () => {
  const spec = { inputs: 6, outputs: 3, singularValues: [4, 2, 0.5], train: 40, test: 5 };
  const { train, map } = linearTeacher(spec, seed);

  it('has the singular values asked for: the traces of (W Wᵀ)^k', () => {
    const gram = Array.from({ length: 3 }, (_, a) =>
      Array.from({ length: 3 }, (_, b) => {
        let sum = 0;
        for (let j = 0; j < 6; j++) sum += map.data[a * 6 + j]! * map.data[b * 6 + j]!;
        return sum;
      }),
    );
    expect(gram.reduce((sum, row, a) => sum + row[a]!, 0)).toBeCloseTo(16 + 4 + 0.25, 10);
    expect(gram.flat().reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(256 + 16 + 0.0625, 10);
  });

  it('has white training inputs, and targets that are W x', () => {
    if ('tokens' in train.inputs) throw new Error('rows of numbers are expected');
    const { data } = train.inputs;
    for (let a = 0; a < 6; a++) {
      for (let b = 0; b < 6; b++) {
        let sum = 0;
        for (let i = 0; i < 40; i++) sum += data[i * 6 + a]! * data[i * 6 + b]!;
        expect(sum / 40).toBeCloseTo(a === b ? 1 : 0, 12);
      }
    }
    const first = map.data.subarray(0, 6).reduce((sum, w, j) => sum + w * data[j]!, 0);
    expect(train.targets!.data[0]).toBeCloseTo(first, 12);
  });
});

describe('examples', () => {
  it('are taken at positions in their order, which must be there', () => {
    const { train } = prototypes({ classes: 2, dimension: 1, noise: 1, train: 4, test: 1 }, seed);
    const two = examplesAt(train, [3, 0]);
    if ('tokens' in two.inputs || 'tokens' in train.inputs) throw new Error('no tokens here');
    expect([...two.inputs.data]).toEqual([train.inputs.data[3], train.inputs.data[0]]);
    expect([...two.labels!]).toEqual([1, 0]);
    expect(() => examplesAt(train, [4])).toThrow('position 4 is not one of 4');
  });
});
