import { describe, expect, it } from 'vitest';
import type { Json } from '#odepth/record/json';
import { readRenormalisation } from '#odepth/study/renormalisation/language/resolved-scenario';
import { lossSteps, measuredPositions, planAt } from '#odepth/study/renormalisation/renormalisation-scenario';
import { renormalisationKind } from '#odepth/study/renormalisation/scenario';
import { renormalisationSweepKind } from '#odepth/study/renormalisation-sweep/scenario';
import { answer, resolved, withLines } from '../geodesic/scenarios.ts';
import { small, sweep } from './scenarios.ts';

const refusal = (changes: Readonly<Record<string, string>>) => answer(renormalisationKind, withLines(small, changes));
const sweepRefusal = (changes: Readonly<Record<string, string>>) =>
  answer(renormalisationSweepKind, withLines(sweep, changes));

describe('the language of residual streams', () => {
  it('fills in what is not said', async () => {
    const text = `format: 1\nkind: renormalisation\nname: a\npurpose: b\nchain: {correlationLength: 3}\nnetwork: {mixing: token-mixing}\ntraining: {steps: 100}\n`;
    const { variants, sequence, training, seeds } = await resolved(renormalisationKind, text);
    expect(sequence).toEqual({ length: 64, masked: 10 });
    expect(variants).toEqual([
      {
        label: 'token-mixing',
        correlationLength: 3,
        chain: { law: 'equal-mixing', states: 16, correlationLength: 3 },
        network: {
          ...{ layers: 6, width: 64, hidden: 256, activation: 'gelu' },
          ...{ mixing: 'token-mixing', radius: 0, tokenHidden: 128 },
        },
        rows: 'all',
      },
    ]);
    expect(training).toMatchObject({ optimiser: 'adam', batch: 16, schedule: 'cosine', precision: 'float32' });
    expect(seeds).toHaveLength(3);
  });

  it('makes every mixing at every correlation length, and looks at masked positions where there is something to see', async () => {
    const { variants } = await resolved(renormalisationSweepKind, sweep);
    expect(variants.map(({ label, rows }) => `${label}: ${rows}`)).toEqual([
      ...['none, ξ = 1: all', 'none, ξ = 4: all', 'window, ξ = 1: masked', 'window, ξ = 4: masked'],
      ...['token-mixing, ξ = 1: all', 'token-mixing, ξ = 4: all'],
    ]);
    expect(variants.map(({ network: { radius, tokenHidden } }) => [radius, tokenHidden])).toEqual([
      ...[
        [0, 0],
        [0, 0],
        [2, 0],
        [2, 0],
      ],
      ...[
        [0, 6],
        [0, 6],
      ],
    ]);
    const deep = withLines(sweep, {
      'network:': 'network: {width: 8, mixing: window}',
      'sweep:': 'sweep: {correlationLength: [1, 4], layers: [1, 3]}',
    });
    const { variants: depths } = await resolved(renormalisationSweepKind, deep);
    expect(depths.map(({ label }) => label)).toEqual(['L = 1, ξ = 1', 'L = 1, ξ = 4', 'L = 3, ξ = 1', 'L = 3, ξ = 4']);
  });

  it('takes a transition matrix, in the scenario or from a file, with the correlation length that it has', async () => {
    const rows = [
      [0.9, 0.1],
      [0.2, 0.8],
    ];
    const text = withLines(small, { 'chain:': `chain: {matrix: ${JSON.stringify(rows)}}` });
    const { variants } = await resolved(renormalisationKind, text);
    expect(variants[0]!.chain).toEqual({ law: 'matrix', transition: rows });
    // λ₂ = 0.9 + 0.8 − 1.
    expect(variants[0]!.correlationLength).toBeCloseTo(-1 / Math.log(0.7), 12);
    const file = withLines(small, { 'chain:': 'chain: {matrix: p.npy}' });
    const readPoints = async () => ({ shape: [2, 2], data: Float64Array.from(rows.flat()) });
    expect((await resolved(renormalisationKind, { text: file, readPoints })).variants).toEqual(variants);
    expect(await answer(renormalisationKind, file)).toContain('nothing can be read here');
    const wide = { text: file, readPoints: async () => ({ shape: [2, 3], data: new Float64Array(6) }) };
    expect(await answer(renormalisationKind, wide)).toContain('an array of shape (2, 3)');
  });

  it('is read back from a record as it was', async () => {
    for (const [kind, text] of [[renormalisationKind, small] as const, [renormalisationSweepKind, sweep] as const]) {
      const scenario = await resolved(kind, text);
      expect(readRenormalisation(JSON.parse(JSON.stringify(scenario)) as Json)).toEqual(scenario);
    }
    expect(() => readRenormalisation({ kind: 'kernel' })).toThrow('is not a resolved renormalisation scenario');
  });

  it.each([
    [{ 'chain:': 'chain: {states: 4}' }, 'chain', 'correlationLength, or matrix, came neither'],
    [{ 'chain:': 'chain: {states: 4, correlationLength: 0}' }, 'chain.correlationLength', 'above 0'],
    [{ 'chain:': 'chain: {law: ring, states: 16, correlationLength: 1}' }, 'chain.correlationLength', 'from 13.13 on'],
    [{ 'chain:': 'chain: {law: rings, states: 4, correlationLength: 1}' }, 'chain.law', 'did you mean ring?'],
    [{ 'chain:': 'chain: {matrix: [[0.5, 0.5], [0.4, 0.7]]}' }, 'chain.matrix', 'row 1 (counted from 0) must sum to 1'],
    [{ 'chain:': 'chain: {matrix: [[0, 1], [1, 0]]}' }, 'chain.matrix', '|λ₂| = 1'],
    [{ 'chain:': 'chain: {states: 2, matrix: [[0.5, 0.5], [0.4, 0.6]]}' }, 'chain.states', 'no states beside matrix'],
    [{ 'chain:': 'chain: {matrix: ../p.npy}' }, 'chain.matrix', 'chain: {matrix: transition.npy}'],
    [{ 'sequence:': 'sequence: {length: 12, masked: 1}' }, 'sequence.masked', 'at most 11 masked positions of 12'],
    [{ 'network:': 'network: {mixing: window, radius: 12}' }, 'network.radius', 'a radius below 12'],
    [{ 'network:': 'network: {mixing: windows}' }, 'network.mixing', 'did you mean window?'],
    [{ 'network:': 'network: {mixng: window}' }, 'network.mixng', 'did you mean mixing?'],
    [{ 'training:': 'training: {steps: 10, warmUp: 10}' }, 'training.warmUp', 'fewer than 10 steps'],
    [{ 'measure:': 'measure: {positions: 13}' }, 'measure.positions', 'at most 12 measured positions'],
    [{ 'measure:': 'measure: {positions: 2, reach: 4}' }, 'measure.reach', 'a reach of at most 3'],
    [{ 'seeds:': 'seeds: 1' }, 'seeds', 'an integer from 2 to 100'],
    [{ 'seeds:': 'seeds: 2\nsweep: {correlationLength: [1, 2]}' }, 'sweep', 'write kind: renormalisation-sweep'],
  ])('refuses %j', async (changes, place, phrase) => {
    const text = await refusal(changes as unknown as Record<string, string>);
    expect(text).toContain(place);
    expect(text).toContain(phrase);
  });

  it.each([
    [{ 'sweep:': 'sweep: {correlationLength: [4, 1], mixing: [none]}' }, 'sweep.correlationLength[1]', 'above 4'],
    [{ 'sweep:': 'sweep: {correlationLength: [1, 4], mixing: [none, none]}' }, 'sweep.mixing[1]', 'none again'],
    [{ 'sweep:': 'sweep: {correlationLength: [1, 4]}' }, 'network', 'mixing, here or under sweep, came neither'],
    [{ 'network:': 'network: {mixing: none}' }, 'network.mixing', 'it is swept'],
    [{ 'chain:': 'chain: {states: 4, correlationLength: 1}' }, 'chain.correlationLength', 'it is swept'],
    [{ 'chain:': 'chain: {matrix: [[0.5, 0.5], [0.4, 0.6]]}' }, 'chain.matrix', 'of a matrix is not swept'],
    [{ 'chain:': 'chain: {law: ring, states: 8}' }, 'sweep.correlationLength[0]', 'a ring of 8 symbols'],
    [
      {
        'seeds:': 'seeds: 100',
        'sweep:': 'sweep: {correlationLength: [1,2,3,4,5,6,7,8], mixing: [none, window, token-mixing]}',
      },
      'seeds',
      'at most 2000 networks',
    ],
  ])('refuses a sweep with %j', async (changes, place, phrase) => {
    const text = await sweepRefusal(changes as unknown as Record<string, string>);
    expect(text).toContain(place);
    expect(text).toContain(phrase);
  });

  it('measures positions in the middles of equal parts, and the loss at growing steps', async () => {
    const scenario = await resolved(renormalisationKind, small);
    expect(measuredPositions(scenario.sequence, scenario.measure)).toEqual([2, 6, 10]);
    expect(lossSteps(scenario.measure, 12)).toEqual([1, 2, 5, 12]);
    expect(() => planAt(scenario, { variant: 1, seed: 0 })).toThrow('no such network');
  });
});
