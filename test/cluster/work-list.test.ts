import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayIndices, defaultWorkers, partsOfWorker, shareProgress, workersWithWork } from '#odepth/cluster/work-list';

const names = (count: number) => Array.from({ length: count }, (_, k) => `part-${k}`);

describe('shares of a list of parts', () => {
  it('hold every part exactly once, and differ by at most one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 40 }), (count, workers) => {
        const shares = Array.from({ length: workers }, (_, worker) => partsOfWorker(names(count), worker, workers));
        expect(shares.flat().sort()).toEqual(names(count).sort());
        const sizes = shares.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('leave work to those workers whose parts are missing', () => {
    const progress = shareProgress(names(7), 3, new Set(['part-0', 'part-3', 'part-6', 'part-2', 'other']));
    expect(progress).toEqual([
      { worker: 0, there: 3, of: 3 },
      { worker: 1, there: 0, of: 2 },
      { worker: 2, there: 1, of: 2 },
    ]);
    expect(workersWithWork(progress)).toEqual([1, 2]);
  });
});

describe('the indices of a job array', () => {
  it('are ranges that name exactly the workers', () => {
    expect([[0], [0, 1, 2, 3], [0, 2, 3, 7], [4, 5]].map(arrayIndices)).toEqual(['0', '0-3', '0,2-3,7', '4-5']);
  });
});

describe('the number of workers that nobody asked for', () => {
  it('is one a minute of work, at most 16, and no more than there are parts', () => {
    expect(defaultWorkers(10, 200, 1)).toBe(1);
    expect(defaultWorkers(300, 200, 1)).toBe(5);
    expect(defaultWorkers(300, 200, 4)).toBe(2);
    expect(defaultWorkers(1e6, 200, 1)).toBe(16);
    expect(defaultWorkers(1e6, 3, 1)).toBe(3);
    expect(defaultWorkers(Number.NaN, 200, 1)).toBe(16);
  });
});
