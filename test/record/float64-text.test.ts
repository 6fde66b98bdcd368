import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFloat64, encodeFloat64 } from '#odepth/record/float64-text';
import { parseTable } from '#odepth/record/table';

describe('float64 numbers as text', () => {
  it('come back to the last bit', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (values) => {
        expect([...decodeFloat64(encodeFloat64([1, values.length], Float64Array.from(values)))]).toEqual(values);
      }),
    );
  });

  it('come back where there are many, and are what numpy reads as <f8', () => {
    const data = Float64Array.from({ length: 3 * 3072 + 1 }, (_, i) => (i - 1e3) / 7);
    const text = encodeFloat64([3 * 3072 + 1, 1], data);
    expect(decodeFloat64(text)).toEqual(data);
    expect(Buffer.from(text.float64, 'base64').readDoubleLE(8 * 9000)).toBe(8000 / 7);
  });

  it('are refused where the text is not that many numbers', () => {
    const text = encodeFloat64([2, 2], new Float64Array(4));
    expect(() => decodeFloat64({ ...text, shape: [2, 3] })).toThrow('base64 text of 2 × 3 float64 numbers');
    expect(() => decodeFloat64({ ...text, float64: text.float64.replace('A', '!') })).toThrow(RangeError);
    for (const padded of ['AAAAAAAAAAAA', 'AAAAAAAAAA=='])
      expect(() => decodeFloat64({ shape: [1, 1], float64: padded })).toThrow('base64 text of 1 × 1');
    expect(() => encodeFloat64([2, 3], new Float64Array(4))).toThrow('2 × 3 numbers expected, got 4');
  });
});

describe('a table of numbers', () => {
  it('gives its columns by name, with quotes, a byte-order mark, CR LF and infinities', () => {
    const table = parseTable('\ufeff"x1",y 1\r\n1,-inf\r\n"2.5e-3",NaN\r\n\r\n');
    expect([...table]).toEqual([
      ['x1', Float64Array.of(1, 0.0025)],
      ['y 1', Float64Array.of(Number.NEGATIVE_INFINITY, Number.NaN)],
    ]);
  });
});
