import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowBlocks } from '#odepth/study/richness/row-blocks';

const deal = (rows: number, of: number, blocks: number, seed = '7') => rowBlocks({ rows, of, blocks, seed });
const ascending = (values: Iterable<number>) => [...values].sort((a, b) => a - b);

describe('rows dealt out to blocks', () => {
  it('are each in one block, ascending, blocks as equal as can be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 3000 }), fc.integer({ min: 2, max: 20 }), (rows, blocks) => {
        const dealt = deal(rows, rows, blocks);
        for (const block of dealt) expect([...block]).toEqual(ascending(block));
        expect(ascending(dealt.flatMap((block) => [...block]))).toEqual([...Array(rows).keys()]);
        const sizes = dealt.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });

  it('are a part of them, as many as are asked for, where not all are used', () => {
    const used = deal(500, 20_000, 10).flatMap((block) => [...block]);
    expect(used.length).toBe(500);
    expect(new Set(used).size).toBe(500);
    // The mean of 500 of 20 000 uniform rows, to four standard errors.
    const mean = used.reduce((sum, row) => sum + row, 0) / 500;
    expect(Math.abs(mean - 10_000)).toBeLessThan((4 * 20_000) / Math.sqrt(12 * 500));
  });

  it('give every block its part of each class, whether labels are sorted or go round', () => {
    const [rows, blocks, classes] = [8000, 20, 10];
    for (const label of [(row: number) => Math.floor((row * classes) / rows), (row: number) => row % classes]) {
      const chiSquares = deal(rows, rows, blocks).map((block) => {
        const counts = Array.from({ length: classes }, (_, c) => block.filter((row) => label(row) === c).length);
        return counts.reduce((sum, count) => sum + (count - 40) ** 2 / 40, 0);
      });
      // 20 times 9 degrees of freedom: 180 with a standard deviation of 19.
      expect(chiSquares.reduce((sum, one) => sum + one, 0)).toBeLessThan(180 + 4 * 19);
      expect(Math.max(...chiSquares)).toBeLessThan(35);
    }
  });

  it('depend on the seed', () => {
    expect(deal(100, 100, 4)).toEqual(deal(100, 100, 4));
    expect(deal(100, 100, 4, '8')).not.toEqual(deal(100, 100, 4));
  });
});
