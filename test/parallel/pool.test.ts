import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runPool } from '#odepth/parallel/pool';
import { shardSize, shardsOf } from '#odepth/parallel/shards';
import { identityEnsemble, identityPlan } from '../sample/identity-ensemble.ts';

const module = pathToFileURL(`${import.meta.dirname}/failing-worker.mjs`);

async function run(tasks: string[], workers = 2): Promise<string[]> {
  const results: string[] = [];
  await runPool<string, string>({
    module,
    setup: null,
    workers,
    tasks,
    onResult: (result, index) => {
      results[index] = result;
    },
  });
  return results;
}

describe('the worker pool', () => {
  it('answers every task once, at its index', async () => {
    const tasks = Array.from({ length: 20 }, (_, i) => `task ${i}`);
    expect(await run(tasks, 3)).toEqual(tasks);
  });

  it('has nothing to do for no tasks', async () => {
    expect(await run([])).toEqual([]);
  });

  it.each([
    ['fails', 'worker failed in task 1: a bad shard'],
    ['throws', 'worker failed in task 1: out of luck'],
    ['dies', 'worker ended with code 3 in task 1, before it answered'],
  ])('says which task a worker failed in (%s)', async (kind, message) => {
    await expect(run(['ok', kind, 'ok', 'ok'], 1)).rejects.toThrow(message);
  });
});

describe('a pool whose results take time to be kept', () => {
  it('hears of a worker that goes meanwhile', async () => {
    const results: string[] = [];
    const pool = runPool<string, string>({
      ...{ module, setup: null, workers: 1, tasks: ['leaves', 'ok'] },
      onResult: async (result) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        results.push(result);
      },
    });
    await expect(pool).rejects.toThrow('worker ended with code 4 in task');
    expect(results).toEqual(['leaves']);
  });

  it('gives a worker its next task once a result is kept, and keeps what is under way where another fails', async () => {
    let open = 0;
    const kept: number[] = [];
    const pool = runPool<string, string>({
      ...{ module, setup: null, workers: 2, tasks: ['ok', 'fails', 'ok', 'ok', 'ok'] },
      onResult: async (_, index) => {
        expect(++open).toBeLessThanOrEqual(2);
        await new Promise((resolve) => setTimeout(resolve, 20));
        open--;
        kept.push(index);
      },
    });
    await expect(pool).rejects.toThrow('worker failed in task 1: a bad shard');
    expect(kept).toContain(0);
    expect(open).toBe(0);
  });
});

describe('shards', () => {
  it('cover all networks once, are powers of two, and do not depend on workers or networks', async () => {
    const size = await shardSize(identityPlan());
    expect(Math.log2(size) % 1).toBe(0);
    const shards = shardsOf(2 * size + 5, size);
    expect(shards).toEqual([
      { first: 0, count: size },
      { first: size, count: size },
      { first: 2 * size, count: 5 },
    ]);
  });

  it('shrink as networks grow, down to one leaf', async () => {
    const wide = { ...identityEnsemble, width: 4096, layers: 100_000 };
    expect(await shardSize({ ...identityPlan(), ensemble: wide })).toBe(16);
  });
});
