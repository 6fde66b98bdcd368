import type { SeriesRow, Source } from '#odepth/record/series';

/** A row with every field, for tests that care about some of them. */
export function row(fields: Partial<SeriesRow> & { source?: Source } = {}): SeriesRow {
  return {
    quantity: 'K1',
    component: '0,1',
    layer: 20,
    t: 0.5,
    source: 'sampled',
    value: -0.45,
    error: 0.02,
    errorKind: 'standard',
    ...fields,
  };
}
