import { describe, expect, it } from 'vitest';
import { ChainExamples } from '#odepth/study/renormalisation/chain-examples';
import { type CollectedRows, collectRows, type MutableRows } from '#odepth/study/renormalisation/collect-rows';
import { measureLoss } from '#odepth/study/renormalisation/measure-loss';
import { measureStream } from '#odepth/study/renormalisation/measure-stream';
import { describeNetwork } from '#odepth/study/renormalisation/network-of-plan';
import { type PointPlan, planAt } from '#odepth/study/renormalisation/renormalisation-scenario';
import { renormalisationKind } from '#odepth/study/renormalisation/scenario';
import { createNetwork } from '#odepth/train/create-network';
import { resolved } from '../geodesic/scenarios.ts';
import { small } from './scenarios.ts';

async function planOf(mixing: string, more = ''): Promise<PointPlan> {
  const text = small.replace('mixing: window', `mixing: ${mixing}`).replace('reach: 2', `reach: 2${more}`);
  return planAt(await resolved(renormalisationKind, text), { variant: 0, seed: 0 });
}

function networkOf(plan: PointPlan) {
  const network = createNetwork(describeNetwork(plan), 'float32', BigInt(plan.seed));
  return { network, source: new ChainExamples(plan, 'measurement') };
}

const rowText = ({ data, stride, columns }: MutableRows, row: number) =>
  data.subarray(row * stride, row * stride + columns).join();
const distinct = (rows: MutableRows) => new Set(Array.from({ length: rows.rows }, (_, i) => rowText(rows, i)));
/** The symbol at a row's own position. */
const own = ({ neighbours }: CollectedRows, row: number) => neighbours[row * 5 + 2]!;

describe('rows of a stream', () => {
  it.each(['none', 'window', 'token-mixing'])('are as many at every position, at every layer, %s', async (mixing) => {
    const plan = await planOf(mixing);
    const { network, source } = networkOf(plan);
    const { layers, outputs, neighbours, sequences } = collectRows(network, source, plan);
    expect(layers.map(({ rows, columns }) => [rows, columns])).toEqual(Array.from({ length: 3 }, () => [72, 8]));
    expect([outputs.rows, outputs.columns, neighbours.length]).toEqual([72, 4, 360]);
    // Positions 2, 6, 10 of 12: all neighbours are there, but those two after the last.
    expect([...neighbours].filter((symbol) => symbol < 0)).toEqual(Array.from({ length: 24 }, () => -1));
    // Row s P + i: samples of a position come in the order of their sequences.
    for (let i = 0; i < 3; i++) {
      const numbers = Array.from({ length: 24 }, (_, s) => sequences[s * 3 + i]!);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    }
  });

  it('without mixing are V + 1 vectors at most, in every layer: one for a symbol, one for the mask', async () => {
    const plan = await planOf('none');
    const { network, source } = networkOf(plan);
    const rows = collectRows(network, source, plan);
    for (const layer of rows.layers) expect(distinct(layer).size).toBeLessThanOrEqual(5);
    const bySymbol = new Map<number, Set<string>>();
    for (let i = 0; i < 72; i++) {
      const texts = bySymbol.get(own(rows, i)) ?? new Set();
      bySymbol.set(own(rows, i), texts.add(rowText(rows.layers[2]!, i)));
    }
    for (const texts of bySymbol.values()) expect(texts.size).toBeLessThanOrEqual(2);
    expect(bySymbol.size).toBe(4);
  });

  it('of a window are those of masked positions, which do not show the symbol itself', async () => {
    const plan = await planOf('window');
    const { network, source } = networkOf(plan);
    const rows = collectRows(network, source, plan);
    const byRow = new Map<string, Set<number>>();
    for (let i = 0; i < 72; i++) {
      const text = rowText(rows.layers[0]!, i);
      byRow.set(text, (byRow.get(text) ?? new Set()).add(own(rows, i)));
    }
    // Rows that are the same have symbols that are not, now and then.
    expect([...byRow.values()].some((symbols) => symbols.size > 1)).toBe(true);
  });

  it('of a window at all positions show the symbol where it is not masked', async () => {
    const plan = await planOf('window', ', rows: all');
    const { network, source } = networkOf(plan);
    const rows = collectRows(network, source, plan);
    expect([...rows.sequences.subarray(0, 9)]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    const { decodability } = measureStream(network, source, { ...plan, measure: { ...plan.measure, samples: 600 } });
    const masked = await planOf('window');
    const hidden = measureStream(network, source, { ...masked, measure: { ...plan.measure, samples: 600 } });
    // Offset 0 of layer 0: an embedding shows its symbol, neighbours some of it.
    expect(decodability[2]).toBeGreaterThan(hidden.decodability[2]! + 0.1);
  });
});

describe('a profile', () => {
  it('of a stack without mixing has a rank of at most V, the mask taken along, at every position and pooled', async () => {
    const plan = await planOf('none');
    const { network, source } = networkOf(plan);
    const { ranks, pooledRanks, drift, pooledDrift, richness } = measureStream(network, source, plan);
    expect(ranks.effectiveRank).toHaveLength(9);
    expect([...ranks.effectiveRank, ...pooledRanks.effectiveRank].every((rank) => rank >= 1 && rank <= 4 + 1e-9)).toBe(
      true,
    );
    expect([...drift, ...pooledDrift].every((value) => value >= 0 && value <= 1)).toBe(true);
    expect([...richness].every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('has no number where all rows of a layer are the same, and does not fail', async () => {
    const plan = await planOf('none');
    const { network, source } = networkOf(plan);
    const { ranks, drift, richness } = measureStream(network, source, { ...plan, rows: 'masked' });
    expect([...ranks.stableRank, ...drift, ...richness].every(Number.isNaN)).toBe(true);
  });
});

describe('the loss', () => {
  it('of uniform outputs is ln V, whatever is masked', async () => {
    const plan = await planOf('token-mixing');
    const { network, source } = networkOf(plan);
    network.parameters.fill(0);
    const { loss, standardError, accuracy } = measureLoss(network, source, plan);
    expect(loss).toBeCloseTo(Math.log(4), 6);
    expect(standardError).toBeLessThan(1e-9);
    // The first of four equal outputs counts.
    expect(accuracy).toBeGreaterThan(0.05);
    expect(accuracy).toBeLessThan(0.5);
  });
});
