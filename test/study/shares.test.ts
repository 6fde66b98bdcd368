import { describe, expect, it } from 'vitest';
import type { StudyHost, StudyResult } from '#odepth/study/host';
import { type AnyScenario, studies } from '#odepth/study/registry';
import type { StudyModule } from '#odepth/study/study';
import { resolved, validSweep, withLines } from './geodesic/scenarios.ts';
import { small as residuals } from './renormalisation/scenarios.ts';
import { addition } from './richness-training/scenarios.ts';

const kernel = `format: 1
kind: kernel
name: shared
purpose: networks for several workers
seed: 5
ensemble: {activation: relu, weightVariance: 2, width: 72, residualScale: 0.25, horizon: 1}
inputs: {correlated: {count: 1, variance: 1}}
theory: {closures: [exact], modeOrder: 4, depth: layers}
sampling: {networks: 131100, gOnlyStochastic: {networks: 64}}
save: {times: [1]}
`;
const window = kernel
  .replace('kind: kernel', 'kind: validity-window')
  .replace(' width: 72,', '')
  .replace('131100, gOnlyStochastic: {networks: 64}', '320')
  .concat('sweep: {width: [8, 16, 32]}\nwindow: {tolerances: [0.1]}\n');
const geodesics = withLines(validSweep, {
  'model:': 'model: {width: 3, activation: {softplus: 5}}',
  'task:': 'task: {teacher: {widths: [3, 1, 3], hidden: 6}, train: 10, test: 6}',
  'penalty:': 'penalty: {lambdaOverDepth: 0.05}',
  'solver:': 'solver: {method: transcription, tolerance: 3.0e-4, mesh: {intervals: 6, refine: none}}',
  'sweep:': 'sweep: {effectiveDepth: [1, 1.5], seeds: 2}',
});
const steps = `format: 1
kind: layer-steps
name: small
purpose: steps compared for the tests
seed: 3
model: {effectiveDepth: 2, width: 8, inputMap: learned, outputMap: learned}
task: {teacher: {widths: [4, 2, 3], hidden: 10}, train: 60, test: 30}
penalty: {lambdaOverDepth: 0.003}
solver: {adam: {epochs: 20}, sgd: {epochs: 5}, adaptEvery: 5}
compare: {layers: [4], seeds: 2}
`;

/** A study of any kind, and the parts of it in memory. */
class Shared {
  readonly parts = new Map<string, Uint8Array>();
  readonly scenario: AnyScenario;
  readonly module: StudyModule<AnyScenario>;

  private constructor(scenario: AnyScenario, module: StudyModule<AnyScenario>) {
    this.scenario = scenario;
    this.module = module;
  }

  static async of(text: string): Promise<Shared> {
    const kind = studies.find((one) => text.includes(`kind: ${one.kind}\n`))!;
    expect(kind.shares).toBe(true);
    return new Shared(await resolved(kind, text), await kind.load());
  }

  names(): Promise<readonly string[]> {
    return this.module.partNames!(this.scenario, 'digest', { code: 'code' });
  }

  run(given: Partial<StudyHost> = {}) {
    return this.module.run(this.scenario, 'digest', {
      ...{ workers: 2, now: () => 0, report: () => {}, code: 'code' },
      parts: {
        read: async (name) => this.parts.get(name) ?? null,
        write: async (name, content) => void this.parts.set(name, content),
      },
      ...given,
    });
  }
}

const deterministic = (result: unknown) => {
  const { summary, provenance, arrays } = result as StudyResult;
  return { summary, provenance, arrays };
};

describe('shares of a study', () => {
  it.each([
    ['kernel', kernel, 3, 3],
    ['validity-window', window, 3, 3],
    // A chain of points that start one from the other stays together.
    ['bottleneck-sweep', geodesics, 4, 2],
    ['layer-steps', steps, 6, 6],
    ['renormalisation', residuals, 2, 2],
    ['richness-training', addition, 2, 2],
  ])('of kind %s make the parts that a run makes, each once, and the same record', async (_, text, count, units) => {
    const whole = await Shared.of(text);
    const record = deterministic(await whole.run());
    const shared = await Shared.of(text);
    const names = await shared.names();
    expect(new Set(names).size).toBe(count);
    const workers = Math.min(3, units);
    let parts = 0;
    for (let worker = 0; worker < workers; worker++) {
      const before = names.filter((name) => shared.parts.has(name)).length;
      const answer = await shared.run({ share: { worker, of: workers } });
      if (!('shared' in answer)) throw new Error('a share answers with a share');
      const { done, of } = answer.shared;
      expect(done).toBe(of);
      expect(names.filter((name) => shared.parts.has(name))).toHaveLength(before + of);
      parts += of;
    }
    expect(parts).toBe(count);
    expect(await shared.run({ share: { worker: units, of: units + 1 } })).toEqual({ shared: { done: 0, of: 0 } });
    // Only merged: nothing is computed that the shares have left.
    const kept = new Map(shared.parts);
    expect(deterministic(await shared.run())).toEqual(record);
    expect(names.every((name) => shared.parts.get(name) === kept.get(name))).toBe(true);
  });

  it('are resumed: what is there is not computed again, and a stop leaves the rest undone', async () => {
    const shared = await Shared.of(window);
    const stop = new AbortController();
    const names = await shared.names();
    const parts = {
      read: async (name: string) => shared.parts.get(name) ?? null,
      write: async (name: string, content: Uint8Array) => {
        shared.parts.set(name, content);
        if (name === names[1]) stop.abort();
      },
    };
    const all = { worker: 0, of: 1 };
    expect(await shared.run({ share: all, parts, signal: stop.signal })).toEqual({ shared: { done: 2, of: 3 } });
    const first = shared.parts.get(names[0]!);
    expect(await shared.run({ share: all })).toEqual({ shared: { done: 3, of: 3 } });
    expect(shared.parts.get(names[0]!)).toBe(first);
  });

  it('are refused where the parts are not known beforehand, with what to write instead', async () => {
    const until = 'sampling: {until: {quantity: K1, component: "0,0", standardError: 0.5}, atMost: 4000}';
    const open = await Shared.of(withLines(kernel, { 'sampling:': until }));
    const refusal = /until a standard error is reached.*--set sampling.networks=4000/;
    await expect(open.names()).rejects.toThrow(refusal);
    await expect(open.run({ share: { worker: 0, of: 2 } })).rejects.toThrow(refusal);
    const theory = await Shared.of(withLines(kernel, { 'sampling:': '' }));
    await expect(theory.names()).rejects.toThrow('samples nothing');
  });

  it('have other names for another seed, another code and other networks, and the same for other words', async () => {
    const namesOf = async (text: string, code = 'code') => {
      const { module, scenario } = await Shared.of(text);
      return module.partNames!(scenario, 'digest', { code });
    };
    const names = await namesOf(kernel);
    expect(await namesOf(kernel.replace('for several workers', 'for the tests'))).toEqual(names);
    expect(await namesOf(kernel.replace('modeOrder: 4', 'modeOrder: 6'))).toEqual(names);
    const more = await namesOf(kernel.replace('131100', '131200'));
    // But for the last shard of the networks, which is longer.
    expect([more[0], more[2]]).toEqual([names[0], names[2]]);
    expect(more[1]).not.toBe(names[1]);
    for (const other of [await namesOf(kernel.replace('seed: 5', 'seed: 6')), await namesOf(kernel, 'other')])
      expect(other.filter((name) => names.includes(name))).toEqual([]);
  });
});
