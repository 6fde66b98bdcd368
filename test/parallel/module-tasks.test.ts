import { describe, expect, it } from 'vitest';
import { runModuleTasks } from '#odepth/parallel/module-tasks';

const module = new URL('./squaring-tasks.mjs', import.meta.url);

async function squares(workers: number, setup: { factor: number; failAt?: number }, signal?: AbortSignal) {
  const found: number[] = [];
  const threads = new Set<number>();
  await runModuleTasks<typeof setup, number, { square: Float64Array; thread: number }>({
    ...{ module, setup, workers, signal },
    tasks: [1, 2, 3, 4, 5, 6],
    onResult: ({ square, thread }, index) => {
      found[index] = square[0]!;
      threads.add(thread);
    },
  });
  return { found, threads: threads.size };
}

describe('tasks of a module', () => {
  it('give the same results on this thread and on others', async () => {
    const expected = [2, 8, 18, 32, 50, 72];
    expect(await squares(1, { factor: 2 })).toEqual({ found: expected, threads: 1 });
    const spread = await squares(2, { factor: 2 });
    expect(spread.found).toEqual(expected);
    expect(spread.threads).toBeGreaterThan(0);
  });

  it.each([1, 2])('that throw are named (%i workers)', async (workers) => {
    await expect(squares(workers, { factor: 1, failAt: 3 })).rejects.toThrow('three is refused');
  });

  it('are not begun once they are stopped', async () => {
    expect(await squares(1, { factor: 1 }, AbortSignal.abort())).toEqual({ found: [], threads: 0 });
    expect(await squares(2, { factor: 1 }, AbortSignal.abort())).toEqual({ found: [], threads: 0 });
  });
});
