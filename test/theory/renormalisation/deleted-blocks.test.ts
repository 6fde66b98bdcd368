import { describe, expect, it } from 'vitest';
import { driftWithDeletions, ranksWithDeletions } from '#odepth/theory/renormalisation/deleted-blocks';
import { drift } from '#odepth/theory/renormalisation/drift';
import { centredKernel, kernelDrift, kernelRanks } from '#odepth/theory/renormalisation/kernel-ranks';
import { layerRanks } from '#odepth/theory/renormalisation/layer-ranks';
import { rankNames } from '#odepth/theory/renormalisation/ranks';
import { RenormalisationError } from '#odepth/theory/renormalisation/renormalisation-error';
import { StreamAccumulator, streamMomentsOf } from '#odepth/theory/renormalisation/stream-accumulator';
import { totalStreamMoments } from '#odepth/theory/renormalisation/stream-moments';
import { jackknife } from '#odepth/theory/richness/jackknife';
import { fromData, moved, normalMatrix, product, rowsFrom, scaled, sum } from '../richness/sample-rows.ts';

const n = 300;
const edges = [0, 60, 130, 190, 250, n];
const first = moved(scaled(normalMatrix(n, 6, 1), [5, 2, 1, 1, 0.3, 0.01]), [3, 0, -1, 2, 0, 9]);
const second = sum(product(first, normalMatrix(6, 6, 2)), normalMatrix(n, 6, 3), 0.4);
const layers = [first, second];
const blocks = edges.slice(1).map((to, b) => streamMomentsOf(layers.map((layer) => rowsFrom(layer, edges[b]!, to))));
const total = totalStreamMoments(blocks);

describe('a stream without one of its blocks', () => {
  it.each([true, false])('has the ranks and the drift of the rows that are left (centred: %s)', (centred) => {
    const ranks = [0, 1].map((layer) => ranksWithDeletions(total, blocks, layer, { centred }));
    const drifts = driftWithDeletions(total, blocks, 0);
    for (const b of blocks.keys()) {
      const left = totalStreamMoments(blocks.filter((_, other) => other !== b));
      for (const [layer, anew] of layerRanks(left, { centred }).entries()) {
        for (const name of rankNames) expect(ranks[layer]!.deleted[b]![name]).toBeCloseTo(anew[name], 8);
      }
      expect(drifts.deleted[b]).toBeCloseTo(drift(left)[0]!, 12);
    }
    expect(drifts.total).toBeCloseTo(drift(total)[0]!, 13);
    for (const name of rankNames)
      expect(ranks[0]!.total[name]).toBeCloseTo(layerRanks(total, { centred })[0]![name], 8);
  });

  it('has error bars that cover: over samples the spread of the rank is what the jackknife says', () => {
    const values: number[] = [];
    const squares: number[] = [];
    const accumulator = new StreamAccumulator([4]);
    for (let sample = 0; sample < 40; sample++) {
      const rows = scaled(normalMatrix(200, 4, 100 + sample), [2, 1, 0.5, 0.2]);
      const own = Array.from({ length: 10 }, (_, b) => {
        accumulator.add([rowsFrom(rows, 20 * b, 20 * (b + 1))]);
        return accumulator.finish();
      });
      const found = ranksWithDeletions(totalStreamMoments(own), own, 0);
      const deleted = found.deleted.map((one) => one.effectiveRank);
      values.push(found.total.effectiveRank);
      squares.push(jackknife(found.total.effectiveRank, deleted, new Array(10).fill(20)).standardError ** 2);
    }
    const mean = values.reduce((all, value) => all + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((all, value) => all + (value - mean) ** 2, 0) / (values.length - 1));
    const error = Math.sqrt(squares.reduce((all, value) => all + value, 0) / squares.length);
    // The relative error of a spread of 40 values is 11 %, and that of errors of ten blocks adds to it.
    expect(spread / error).toBeGreaterThan(0.7);
    expect(spread / error).toBeLessThan(1.4);
  });
});

describe('a kernel', () => {
  const few = rowsFrom(first, 0, 12);
  const next = rowsFrom(second, 0, 12);
  const kernelOf = (x: typeof few) =>
    fromData(
      12,
      12,
      Float64Array.from({ length: 144 }, (_, at) => {
        const [a, b] = [Math.floor(at / 12), at % 12];
        let dot = 0;
        for (let j = 0; j < 6; j++) dot += x.data[a * x.stride + j]! * x.data[b * x.stride + j]!;
        return dot;
      }),
    );

  it('has the ranks and the drift of the samples that it is the kernel of, centred or not', () => {
    const moments = streamMomentsOf([few, next]);
    const [kernel, other] = [kernelOf(few), kernelOf(next)];
    for (const name of rankNames) {
      expect(kernelRanks(centredKernel(kernel))[name]).toBeCloseTo(layerRanks(moments)[0]![name], 7);
      expect(kernelRanks(kernel)[name]).toBeCloseTo(layerRanks(moments, { centred: false })[0]![name], 6);
    }
    expect(kernelDrift(centredKernel(kernel), centredKernel(other))).toBeCloseTo(drift(moments)[0]!, 12);
  });

  it('of inputs that are all the same has neither, once it is centred', () => {
    const same = fromData(3, 3, new Float64Array(9).fill(2));
    expect(() => kernelRanks(centredKernel(same))).toThrow(RenormalisationError);
    expect(() => kernelDrift(centredKernel(same), same)).toThrow(RenormalisationError);
  });
});
