import { describe, expect, it } from 'vitest';
import type { SeriesRow } from '#odepth/record/series';
import type { DepthProfileScenario, FileStream } from '#odepth/study/depth-profile/depth-scenario';
import { present } from '#odepth/study/depth-profile/presentation/present';
import { soundSvg, textsOf } from '../../figure/specification.ts';

const stream = (label: string, layers: number, positions: number | null = null): FileStream => ({
  ...{ from: 'file', label, layers, samples: 500, positions, width: 16 },
  arrays: [{ file: `${label}.npy`, entry: null, shape: [layers, 500, 16], type: '<f4', sha256: '0'.repeat(64) }],
  depths: Array.from({ length: layers }, (_, layer) => layer / (layers - 1)),
  outputs: null,
});

const scenarioOf = (...streams: readonly FileStream[]): DepthProfileScenario => ({
  ...{ format: 1, kind: 'depth-profile', name: 'made', purpose: 'Made numbers.', seed: '0', streams },
  ...{ centred: true, samples: null, blocks: 20, plateau: 0.5, richness: false, costOfIdentity: null, expect: [] },
});

/** Rows of a stream by functions of depth. */
function rowsOf(
  { label, depths }: FileStream,
  several: boolean,
  of: { rank: (t: number) => number; drift: (t: number) => number; pooled?: boolean },
): SeriesRow[] {
  const prefix = several ? `${label}:` : '';
  const name = (quantity: string) => (of.pooled ? `pooled${quantity[0]!.toUpperCase()}${quantity.slice(1)}` : quantity);
  const row = (quantity: string, component: string, t: number, value: number): SeriesRow => ({
    ...{ quantity: name(quantity), component, layer: null, t, source: 'measured', value },
    ...{ error: 0.01 * Math.abs(value), errorKind: 'standard' },
  });
  const ranks = ['effectiveRank', 'effectiveRankSquared', 'participationRatio', 'stableRank'];
  return [
    ...ranks.flatMap((rank, i) =>
      depths.map((t, layer) => row(rank, `${prefix}${layer}`, t, of.rank(t) / (1 + i / 4))),
    ),
    ...depths.slice(1).map((t, i) => row('drift', `${prefix}${i},${i + 1}`, t, of.drift((t + depths[i]!) / 2))),
    row('orderParameter', several ? label : '', 1, of.rank(0) - of.rank(1)),
    row('turning', several ? label : '', 1, 1.25),
    row('halfTurning', several ? label : '', 1, 0.3),
    row('largestDrift', several ? label : '', 1, 0.4),
  ];
}

const falling = { rank: (t: number) => 12 - 9 * t, drift: (t: number) => (t < 0.4 ? 0.05 : 0.0005) };
const rising = { rank: (t: number) => 4 + 3 * t, drift: () => 0.02 };

const shown = (scenario: DepthProfileScenario, rows: readonly SeriesRow[]) =>
  present({ scenario: JSON.parse(JSON.stringify(scenario)), rows, provenance: {}, arrays: new Map() });

describe('the report of depth profiles', () => {
  it('of one stream has every layer, says that the rank falls, and where the plateau is', () => {
    const one = stream('one', 9);
    const { headline, sections } = shown(scenarioOf(one), rowsOf(one, false, falling));
    expect(headline!.rows).toHaveLength(9);
    expect(headline!.rows[0]!.slice(0, 3)).toEqual(['0', '0', '12.00 ± 0.12']);
    const said = sections[0]!.sentences!.join(' ');
    expect(said).toContain(
      'goes from 12.00 ± 0.12 to 3.000 ± 0.030, a fall of 9.000 ± 0.090; at no layer does it rise',
    );
    expect(said).toContain('turns by 1.250 ± 0.013 rad in all, half of it in 30 % of the depth');
    expect(said).toContain('from depth 0.38 to 1.0: 63 % of the depth');
    expect(said).toMatch(/Where its effective rank is least, at depth 1.0, one turns at 0\.\d+ of its mean speed/);
  });

  it('of several sets them side by side, positions together beside one position, and orders plateaus', () => {
    const [one, two] = [stream('one', 9), stream('two', 5, 4)];
    const rows = [
      ...rowsOf(one, true, falling),
      ...rowsOf(two, true, rising),
      ...rowsOf(two, true, { ...rising, pooled: true }),
    ];
    const { headline, sections, tables } = shown(scenarioOf(one, two), rows);
    expect(headline!.rows.map(([name]) => name)).toEqual(['one', 'two', 'two, pooled']);
    expect(headline!.rows.map((row) => row.at(-1))).toEqual(['0.38 … 1.0', '–', '–']);
    expect(tables[0]!.tables).toHaveLength(3);
    expect(sections[0]!.sentences!.at(-1)).toBe('Plateaus by their part of the depth: one 63 %; 1 without one.');
  });
});

describe('the figures of depth profiles', () => {
  it('are sound at both widths, for one stream with its plateau and for many', async () => {
    const one = stream('one', 9);
    const many = Array.from({ length: 9 }, (_, i) => stream(`stream ${i}`, 3 + i, i === 3 ? 7 : null));
    const rowsOfMany = many.flatMap((own, i) => [
      ...rowsOf(own, true, i % 2 === 0 ? falling : rising),
      ...(i === 3 ? rowsOf(own, true, { ...rising, pooled: true }) : []),
    ]);
    for (const { figures } of [
      shown(scenarioOf(one), rowsOf(one, false, falling)),
      shown(scenarioOf(...many), rowsOfMany),
    ]) {
      expect(figures.map(({ name }) => name)).toEqual(['profiles', 'other-ranks']);
      await soundSvg(figures[0]!.wide, 940);
      await soundSvg(figures[1]!.narrow, 390);
    }
    const texts = textsOf(await soundSvg(shown(scenarioOf(one), rowsOf(one, false, falling)).figures[0]!.wide, 940));
    for (const text of ['Effective rank', 'Speed of turning', 'turns slowly', 'one']) expect(texts).toContain(text);
  });
});
