import { expect, it } from 'vitest';
import type { StudyHost } from '#odepth/study/host';
import { kernelStudy } from '#odepth/study/registry';
import { resolved } from '../study/geodesic/scenarios.ts';
import { resultOf } from '../study/result.ts';

const host: StudyHost = { workers: 1, now: () => 0, report: () => {} };

/** Networks whose cubes of cubes leave the range of numbers where the first weights are large. */
const exploding = `format: 1
kind: kernel
name: exploding
purpose: networks that do not stay finite
seed: 5
ensemble: {activation: {expression: x^3}, weightVariance: 4, width: 4, residualScale: 0.5, horizon: 1}
inputs: {correlated: {count: 1, variance: 1}}
theory: {closures: [], depth: layers}
sampling: {networks: 1600, controlVariates: false}
save: {times: [1]}
`;

it('networks that do not stay finite are counted, and every one is listed by its address', async () => {
  const { summary, arrays } = await resultOf(await resolved(kernelStudy, exploding), host);
  const { networks, asked, diverged } = summary.more!['sampling'] as unknown as {
    readonly networks: number;
    readonly asked: number;
    readonly diverged: { readonly count: number; readonly first: readonly { network: number; layer: number }[] };
  };
  expect(diverged.count).toBeGreaterThan(100);
  expect(networks + diverged.count).toBe(asked);
  const { shape, data } = arrays.get('sampled.diverged')!;
  expect(shape).toEqual([diverged.count, 2]);
  const listed = Array.from({ length: diverged.count }, (_, i) => ({
    network: Number(data[2 * i]),
    layer: Number(data[2 * i + 1]),
  }));
  expect(listed.slice(0, 100)).toEqual(diverged.first);
  expect(new Set(listed.map(({ network }) => network)).size).toBe(diverged.count);
  expect(listed.map(({ network }) => network)).toEqual(listed.map(({ network }) => network).sort((a, b) => a - b));
  expect(summary.notes.join()).toContain(
    `${diverged.count} of 1600 networks diverged and are left out of every average, which is biased by it`,
  );
});

it('nothing is listed where every network stays finite', async () => {
  const calm = exploding.replace('weightVariance: 4', 'weightVariance: 0.1').replace('networks: 1600', 'networks: 100');
  const { summary, arrays } = await resultOf(await resolved(kernelStudy, calm), host);
  expect(summary.more!['sampling']).toMatchObject({ networks: 100, diverged: { count: 0, first: [] } });
  expect(arrays.has('sampled.diverged')).toBe(false);
});
