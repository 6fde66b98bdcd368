import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvError, encodeSeries, parseSeries } from '#odepth/record/csv';
import { encodeJson, jsonNumber } from '#odepth/record/json';
import { encodeSummary } from '#odepth/record/summary';
import { row } from './rows.ts';

describe('series.csv', () => {
  it('is a tidy table with quoted components', () => {
    expect(encodeSeries([row(), row({ layer: null, source: 'exact', errorKind: 'truncation' })])).toBe(
      'quantity,component,layer,t,source,value,error,errorKind\n' +
        'K1,"0,1",20,0.5,sampled,-0.45,0.02,standard\n' +
        'K1,"0,1",,0.5,exact,-0.45,0.02,truncation\n',
    );
  });

  it('gives back every row, to the last bit, NaN and infinities included', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.double(), (t, value, error) => {
        const rows = [row({ t, value, error }), row({ quantity: 'a "b", c' })];
        expect(parseSeries(encodeSeries(rows))).toEqual(rows);
      }),
    );
  });

  it.each([
    ['flow', 'tolerance'],
    ['transcription', 'residual'],
    ['collocation', 'resolution'],
    ['training', 'standard'],
    ['bound', 'resolution'],
  ] as const)('keeps a number along a geodesic found by %s, with its %s error', (source, errorKind) => {
    const rows = [row({ quantity: 'singularValue', component: '3', layer: null, t: 0.25, source, errorKind })];
    const text = encodeSeries(rows);
    expect(text).toContain(`singularValue,3,,0.25,${source},-0.45,0.02,${errorKind}`);
    expect(parseSeries(text)).toEqual(rows);
  });

  it.each([
    ['another header', 'a,b\n', 'line 1: the header must be'],
    ['a missing cell', 'K1,"0,1",20,0.5,sampled,-0.45,0.02\n', 'line 2: 8 cells expected, 7 found'],
    ['an open quote', 'K1,"0,1,20,0.5,sampled,-0.45,0.02,standard\n', 'line 2: a quoted cell is not closed'],
    ['no number', 'K1,"0,1",20,0.5,sampled,much,0.02,standard\n', 'line 2: "much" is not a number'],
    ['no source', 'K1,"0,1",20,0.5,guessed,1,0.02,standard\n', 'line 2: source "guessed" is not known'],
  ])('refuses %s, naming the line', (name, line, message) => {
    const text = name === 'another header' ? line : encodeSeries([]) + line;
    expect(() => parseSeries(text)).toThrow(CsvError);
    expect(() => parseSeries(text)).toThrow(message);
  });
});

describe('JSON of a record', () => {
  it('writes NaN and infinities as strings, never as null', () => {
    const text = encodeJson({
      a: Number.NaN,
      b: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-300],
      c: null,
    });
    expect(text).toBe('{"a": "NaN", "b": ["Infinity", "-Infinity", 1e-300], "c": null}\n');
    const { a, b } = JSON.parse(text);
    expect([a, ...b].map(jsonNumber)).toEqual([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-300]);
    expect(jsonNumber('7')).toBeUndefined();
  });

  it('is JSON that says the same, however it is broken into lines', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(encodeJson(value as never))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('summary.json holds name, kind, digest, verdicts and the quantities as agreed', () => {
    const verdict = { claim: 'c', statistic: 0.01, threshold: 0.1, outcome: 'holds', detail: 'd' } as const;
    const more = { networks: 500 };
    const text = encodeSummary({
      ...{ name: 'n', kind: 'kernel', digest: 'abc', quantities: [row()], verdicts: [verdict], notes: [], more },
    });
    expect(JSON.parse(text)).toEqual({
      ...{ name: 'n', kind: 'kernel', digest: 'abc', verdicts: [verdict], notes: [], networks: 500 },
      quantities: [
        {
          quantity: 'K1',
          component: '0,1',
          t: 0.5,
          source: 'sampled',
          value: -0.45,
          error: 0.02,
          errorKind: 'standard',
        },
      ],
    });
  });
});
