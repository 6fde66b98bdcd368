import type { RecordContents } from '#odepth/record/contents';
import { row } from './rows.ts';

/** A small record; `value` tells one version from another. */
export function contents(value = 1): RecordContents {
  return {
    scenarioText: 'format: 1\nkind: kernel # as given\n',
    scenario: { format: 1, kind: 'kernel', seed: '18446744073709551615' },
    version: '0.1.0',
    provenance: { random: 'xoshiro128++', modeOrder: 16 },
    runtime: { seconds: 1.5 },
    summary: {
      name: 'small',
      kind: 'kernel',
      digest: 'ab'.repeat(32),
      quantities: [row({ value }), row({ source: 'exact', error: Number.POSITIVE_INFINITY, errorKind: 'truncation' })],
      verdicts: [
        {
          ...{
            claim: 'exact K1[0,1] agrees',
            statistic: Number.NaN,
            threshold: 0.1,
            outcome: 'inconclusive',
            detail: 'd',
          },
          compared: {
            ...{ quantity: 'K1', component: '0,1', t: 0.5, theory: 'exact', theoryValue: 1, theoryError: 0 },
            ...{ sampled: 'sampled', sampledValue: value, sampledError: 0.1, standardErrors: 0 },
          },
        },
      ],
      notes: ['one note'],
      more: { networks: 500 },
    },
    arrays: new Map([['K1', { shape: [1, 2], data: Float64Array.of(value, Number.NaN) }]]),
    figures: [{ name: 'figure-a', vegaLite: '{}\n', svgWide: '<svg/>', png: Uint8Array.of(137, 80) }],
    report: `<!doctype html><title>${value}</title>`,
  };
}
