import { describe, expect, it } from 'vitest';
import type { Json } from '#odepth/record/json';
import { encodeNpz, parseNpz } from '#odepth/record/npz';
import type { StudyHost, StudyResult } from '#odepth/study/host';
import { present, run } from '#odepth/study/layer-steps/run';
import { layerStepsKind } from '#odepth/study/layer-steps/scenario';
import type { LayerStepsScenario } from '#odepth/study/layer-steps/steps-scenario';
import { answer, resolved, withLines } from '../geodesic/scenarios.ts';

const small = `format: 1
kind: layer-steps
name: small
purpose: steps compared for the tests
seed: 3
model: {effectiveDepth: 2, width: 8, inputMap: learned, outputMap: learned}
task: {teacher: {widths: [4, 2, 3], hidden: 10}, train: 60, test: 30}
penalty: {lambdaOverDepth: 0.003}
solver: {adam: {epochs: 20}, sgd: {epochs: 5}, adaptEvery: 5}
compare: {layers: [6, 4], seeds: 2}
`;

/** A host with a part store in memory; stops when `stopAfter` parts have been kept. */
function hostWith(parts = new Map<string, Uint8Array>(), stopAfter = Number.POSITIVE_INFINITY) {
  const stop = new AbortController();
  let written = 0;
  const host: StudyHost = {
    workers: 1,
    signal: stop.signal,
    report: () => {},
    now: () => 0,
    code: 'code',
    parts: {
      read: async (name) => parts.get(name) ?? null,
      write: async (name, content) => {
        parts.set(name, content);
        written++;
        if (written >= stopAfter) stop.abort();
      },
    },
  };
  return { host, parts, written: () => written };
}

async function completed(scenario: LayerStepsScenario, host: StudyHost): Promise<StudyResult> {
  const result = await run(scenario, 'digest', host);
  if (!('summary' in result)) throw new Error(JSON.stringify(result));
  return result;
}

describe('a comparison of layer steps', () => {
  it('trains every combination, with paired seeds, and decides at each L and at all', async () => {
    const scenario = await resolved(layerStepsKind, small);
    const { host, parts } = hostWith();
    const { summary, arrays, unsolved } = await completed(scenario, host);
    expect(unsolved).toBeUndefined();
    expect(parts.size).toBe(3 * 2 * 2);
    expect(arrays.get('testError')!.shape).toEqual([3, 2, 2]);
    expect([...arrays.get('layers')!.data]).toEqual([4, 6]);
    expect(summary.verdicts.map(({ claim }) => claim)).toHaveLength(6);
    expect(summary.verdicts[2]!.claim).toContain('irregular steps have a lower test error than equidistant ones, all');
    // One and the same seed: the first losses of the schemes are those of nearly one function.
    const first = (scheme: string) => arrays.get(`history.${scheme}.6`)!.data[1] as number;
    expect(first('irregular') / first('equidistant')).toBeCloseTo(1, 1);
    expect(first('adaptive')).toBe(first('equidistant'));
    const rows = summary.quantities.filter(({ quantity }) => quantity === 'testError');
    expect(rows).toHaveLength(6);
    expect(rows.map(({ layer }) => layer)).toEqual([4, 6, 4, 6, 4, 6]);
  });

  it('stopped half-way goes on from there with the same numbers', async () => {
    const scenario = await resolved(layerStepsKind, small);
    const whole = hostWith();
    const expected = await completed(scenario, whole.host);
    const first = hostWith(new Map(), 5);
    expect(await run(scenario, 'digest', first.host)).toMatchObject({ stopped: expect.stringContaining('5 of 12') });
    const second = hostWith(first.parts);
    const result = await completed(scenario, second.host);
    expect(second.written()).toBe(7);
    expect(second.parts).toEqual(whole.parts);
    expect(result.summary).toEqual(expected.summary);
    expect(result.arrays).toEqual(expected.arrays);
    const damaged = new Map(second.parts).set([...second.parts.keys()][3]!, new Uint8Array([1, 10, 2]));
    const third = hostWith(damaged);
    expect((await completed(scenario, third.host)).summary).toEqual(expected.summary);
    expect(third.written()).toBe(1);
  });

  it('leaves out a training that diverged and says that it is unsolved', async () => {
    const wild = withLines(small, {
      'solver:': 'solver: {adam: {epochs: 0}, sgd: {epochs: 30, learningRate: 1.0e+9}}',
    });
    const { summary, unsolved } = await completed(await resolved(layerStepsKind, wild), hostWith().host);
    expect(unsolved).toContain('equidistant steps, L = 4');
    expect(unsolved).toContain('diverged');
    expect(summary.quantities).toEqual([]);
    expect(summary.verdicts.every(({ outcome }) => outcome === 'inconclusive')).toBe(true);
    expect(summary.notes).toHaveLength(12);
  });

  it('is shown from its record alone: figures, and sentences that follow the verdicts', async () => {
    const scenario = await resolved(layerStepsKind, small);
    const { summary, arrays, provenance } = await completed(scenario, hostWith().host);
    const record = parseNpz(encodeNpz(arrays));
    const json = JSON.parse(JSON.stringify(scenario)) as Json;
    const shown = present({ scenario: json, rows: summary.quantities, provenance, arrays: record });
    expect(shown.figures.map(({ name }) => name)).toEqual([
      ...['test-error', 'test-error-difference', 'step-density', 'weight-spectrum', 'training-history'],
    ]);
    const words = {
      holds: 'beat equidistant ones significantly',
      fails: 'do not beat',
      inconclusive: 'is not decided',
    };
    const pooled = summary.verdicts.filter(({ claim }) => claim.endsWith('together'));
    for (const [i, { outcome, detail }] of pooled.entries()) {
      expect(shown.sections[0]!.sentences![i]).toContain(words[outcome]);
      expect(shown.sections[0]!.sentences![i]).toContain(detail);
    }
  });
});

describe('the language of layer steps', () => {
  it('fills in what is not said', async () => {
    const { solver, compare } = await resolved(layerStepsKind, small);
    expect(solver).toMatchObject({ method: 'training', irregularity: 0.5, adaptEvery: 5 });
    expect(compare).toMatchObject({ layers: [4, 6], steps: ['equidistant', 'irregular', 'adaptive'], confidence: 2 });
    expect(compare.seeds[0]).toBe('3');
    expect(new Set(compare.seeds).size).toBe(2);
  });

  it.each([
    ['compare: {layers: [2, 9]}', 'compare.layers.0', 'at least 3 layers'],
    ['compare: {layers: [9], steps: [adaptive, adaptive]}', 'compare.steps', 'different schemes'],
    ['compare: {layers: [9], steps: [adaptive]}', 'compare.steps', 'a list of 2 to 3 schemes'],
    ['compare: {layers: [9], seeds: 1}', 'compare.seeds', 'an integer from 2'],
    ['compare: {layers: [5, 6, 7, 8, 9, 10, 11], seeds: 100}', 'compare', 'at most 2000 trainings'],
  ])('refuses %s', async (line, place, phrase) => {
    const text = await answer(layerStepsKind, withLines(small, { 'compare:': line }));
    expect(text).toContain(place.replace('.0', '[0]'));
    expect(text).toContain(phrase);
  });

  it('refuses data without test points, and fields of schemes that are not compared', async () => {
    const task = 'task: {teacher: {widths: [4, 2, 3], hidden: 10}, train: 60}';
    expect(await answer(layerStepsKind, withLines(small, { 'task:': task }))).toContain('points for testing');
    const two = withLines(small, { 'compare:': 'compare: {layers: [6], steps: [equidistant, irregular]}' });
    expect(await answer(layerStepsKind, two)).toContain('adaptEvery only with steps: adaptive');
  });
});
