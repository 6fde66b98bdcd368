import { expect, it } from 'vitest';
import { compareRecords } from '#odepth/record/compare';
import { decide, differenceInErrors } from '#odepth/record/series';
import { row } from './rows.ts';

it('pairs numbers by quantity, component, source and depth, and gives b − a in combined errors', () => {
  const a = [row({ value: 1, error: 0.03 }), row({ component: '0,0' }), row({ quantity: 'V4' })];
  const b = [
    row({ source: 'exact' }),
    row({ t: 0.5 + 1e-12, value: 1.2, error: 0.04 }),
    row({ quantity: 'V4', t: 0.6 }),
  ];
  const { rows, onlyA, onlyB } = compareRecords({ rows: a }, { rows: b }, 3);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ a: 1, b: 1.2, combined: 0.05 });
  expect(rows[0]!.z).toBeCloseTo(4, 12);
  expect([onlyA, onlyB]).toEqual([2, 2]);
});

it('names the worst row of each quantity and source, a number that is no number first', () => {
  const values = [0, 1, -2, 0.5];
  const a = values.map((_, i) => row({ t: i, value: 0, error: 0.3 }));
  const b = values.map((value, i) => row({ t: i, value, error: 0.4 }));
  const { worst, beyond } = compareRecords({ rows: a }, { rows: b }, 3);
  expect(worst.map(({ t, z }) => [t, z])).toEqual([[2, -4]]);
  expect(beyond).toBe(1);
  const broken = [...b.slice(0, 3), row({ t: 3, value: Number.NaN })];
  expect(compareRecords({ rows: a }, { rows: broken }, 3).worst[0]).toMatchObject({ t: 3, z: Number.NaN });
  expect(compareRecords({ rows: a }, { rows: broken }, 3).beyond).toBe(2);
});

it('a record equals itself even where numbers have no error', () => {
  const rows = [row({ error: 0 }), row({ quantity: 'K0', error: 0 })];
  expect(compareRecords({ rows }, { rows }, 3).rows.every(({ z }) => z === 0)).toBe(true);
});

it('a difference without any error is infinitely many errors, not a division by zero that says nothing', () => {
  expect(differenceInErrors(1, 0, 2, 0)).toBe(Number.NEGATIVE_INFINITY);
  expect(differenceInErrors(1, 0, Number.NaN, 0)).toBeNaN();
});

it('a claim is decided only where its error leaves no doubt: equality holds, a bare excess is inconclusive', () => {
  expect(decide(0.05, 0.025, 0.1, 2)).toBe('holds');
  expect(decide(0.15, 0.025, 0.1, 2)).toBe('inconclusive');
  expect(decide(0.2, 0.025, 0.1, 2)).toBe('fails');
  expect(decide(0.1, Number.POSITIVE_INFINITY, 1, 2)).toBe('inconclusive');
});
