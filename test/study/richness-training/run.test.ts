import { describe, expect, it } from 'vitest';
import type { Json } from '#odepth/record/json';
import { encodeNpz, parseNpz } from '#odepth/record/npz';
import type { StudyHost, StudyResult } from '#odepth/study/host';
import { present, run } from '#odepth/study/richness-training/run';
import { richnessTrainingKind } from '#odepth/study/richness-training/scenario';
import type { RichnessTrainingScenario } from '#odepth/study/richness-training/training-scenario';
import { resolved, withLines } from '../geodesic/scenarios.ts';
import { addition, linear, small } from './scenarios.ts';

/** A host with a part store in memory; stops at the `stopAt`-th part that is kept. */
function hostWith(workers: number, parts = new Map<string, Uint8Array>(), stopAt = Number.POSITIVE_INFINITY) {
  const stop = new AbortController();
  let kept = 0;
  const host: StudyHost = {
    workers,
    signal: stop.signal,
    report: () => {},
    now: () => 0,
    code: 'code',
    parts: {
      read: async (name) => parts.get(name) ?? null,
      write: async (name, content) => {
        parts.set(name, content);
        kept++;
        if (kept >= stopAt) stop.abort();
      },
    },
  };
  return { host, parts };
}

async function completed(scenario: RichnessTrainingScenario, host: StudyHost): Promise<StudyResult> {
  const result = await run(scenario, 'digest', host);
  if (!('summary' in result)) throw new Error(JSON.stringify(result));
  return result;
}

describe('a study of richness along training', () => {
  it('measures every network at every checkpoint, the same for any number of workers', async () => {
    const scenario = await resolved(
      richnessTrainingKind,
      `${addition}claims: [{bound: {quantity: S_init, atMost: 1}}]\n`,
    );
    const one = await completed(scenario, hostWith(1).host);
    const two = await completed(scenario, hostWith(2).host);
    expect(two.summary).toEqual(one.summary);
    expect(two.arrays).toEqual(one.arrays);
    expect([...one.arrays.get('steps.0')!.data]).toEqual([0, 1, 3, 12]);
    expect(one.arrays.get('D_LR.0')!.shape).toEqual([2, 4]);
    const richness = one.arrays.get('D_LR.0')!.data as Float64Array;
    expect(richness.every((value) => value >= 0 && value <= 1)).toBe(true);
    const alignment = one.arrays.get('S_init.0')!.data as Float64Array;
    expect(alignment[0]).toBeCloseTo(1, 6);
    expect(alignment[3]).toBeLessThan(1 - 1e-6);
    const distance = one.arrays.get('parameterDistance.0')!.data as Float64Array;
    expect([distance[0], distance[4]]).toEqual([0, 0]);
    expect(one.summary.verdicts[0]!.claim).toContain('S_init');
    const last = one.summary.quantities.filter(({ quantity, t }) => quantity === 'D_LR' && t === 12);
    expect(last[0]!.value).toBeCloseTo((richness[3]! + richness[7]!) / 2, 12);
  });

  it('stopped on the way goes on from there, in the middle of a training too, with the same numbers', async () => {
    const scenario = await resolved(
      richnessTrainingKind,
      withLines(small, { 'measure:': 'measure: {checkpoints: 8, spacing: linear}' }),
    );
    const whole = hostWith(1);
    const expected = await completed(scenario, whole.host);
    const first = hostWith(1, new Map(), 2);
    const stopped = await run(scenario, 'digest', first.host);
    expect(stopped).toMatchObject({ stopped: expect.stringContaining('of 2 networks') });
    const result = await completed(scenario, hostWith(2, first.parts).host);
    expect(result.summary).toEqual(expected.summary);
    expect(result.arrays).toEqual(expected.arrays);
    // Networks that are kept are not trained again, and damaged ones are.
    const again = await completed(scenario, hostWith(1, first.parts).host);
    expect(again.summary).toEqual(expected.summary);
    for (const [name, bytes] of first.parts) first.parts.set(name, bytes.slice(0, bytes.length / 2));
    expect((await completed(scenario, hostWith(1, first.parts).host)).summary).toEqual(expected.summary);
  });

  it('trains the last layer alone where it is asked to: features stay, and so does S_init = 1', async () => {
    const scenario = await resolved(
      richnessTrainingKind,
      `${small}conditions: [{name: all}, {name: last, training: {trainOnly: last-layer}}]\n`,
    );
    const { arrays } = await completed(scenario, hostWith(1).host);
    const last = arrays.get('S_init.1')!.data as Float64Array;
    expect([...last].every((value) => Math.abs(value - 1) < 1e-12)).toBe(true);
    expect((arrays.get('S_init.0')!.data as Float64Array)[3]).toBeLessThan(0.999);
    // Both begin with the same network on the same data.
    expect((arrays.get('D_LR.1')!.data as Float64Array)[0]).toBe((arrays.get('D_LR.0')!.data as Float64Array)[0]);
  });

  it('has no accuracies and no NC for targets that are numbers', async () => {
    const { summary, arrays } = await completed(await resolved(richnessTrainingKind, linear), hostWith(1).host);
    const quantities = new Set(summary.quantities.map(({ quantity }) => quantity));
    expect([quantities.has('D_LR'), quantities.has('NC1'), quantities.has('testAccuracy')]).toEqual([
      true,
      false,
      false,
    ]);
    expect((arrays.get('testAccuracy.0')!.data as Float64Array).every(Number.isNaN)).toBe(true);
  });

  it('measures D_LR without NC1 where a class has too few examples, and says so', async () => {
    const { summary } = await completed(await resolved(richnessTrainingKind, addition), hostWith(2).host);
    const quantities = new Set(summary.quantities.map(({ quantity }) => quantity));
    expect([quantities.has('D_LR'), quantities.has('NC1')]).toEqual([true, false]);
    expect(summary.notes.join(' ')).toContain('at least two rows of each class');
  });

  it('leaves out a network that diverged and says that it is unsolved', async () => {
    const wild = withLines(linear, {
      'training:': 'training: {optimiser: sgd, learningRate: 1.0e+6, batch: full, steps: 200}',
    });
    const { summary, unsolved } = await completed(await resolved(richnessTrainingKind, wild), hostWith(1).host);
    expect(unsolved).toContain('diverged');
    expect(summary.quantities).toEqual([]);
    expect(summary.notes.join(' ')).toContain('seed 2');
  });

  it('is shown from its record alone', async () => {
    const scenario = await resolved(richnessTrainingKind, `${small}sweep: {learningRate: [0.05, 0.2]}\n`);
    const { summary, arrays, provenance } = await completed(scenario, hostWith(1).host);
    const record = parseNpz(encodeNpz(arrays));
    const json = JSON.parse(JSON.stringify(scenario)) as Json;
    const shown = present({ scenario: json, rows: summary.quantities, provenance, arrays: record });
    expect(shown.figures.map(({ name }) => name)).toEqual(['training', 'sweep', 'measures', 'spectrum', 'companions']);
    expect(shown.headline!.rows.map(([label]) => label)).toEqual(['learningRate = 0.05', 'learningRate = 0.2']);
    expect(JSON.stringify(shown.methods)).toContain('learningRate: 0.05');
  });
});
