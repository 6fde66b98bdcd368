import { describe, expect, it } from 'vitest';
import { encodeSummary } from '#odepth/record/summary';
import { predictCost } from '#odepth/study/bottleneck-sweep/cost';
import { run } from '#odepth/study/bottleneck-sweep/run';
import { solveGeodesic } from '#odepth/study/geodesic/solve-geodesic';
import type { PartStore, StudyHost, StudyResult } from '#odepth/study/host';
import { sweepOf } from './synthetic-points.ts';

const small = {
  'model:': 'model: {width: 3, activation: {softplus: 5}}',
  'task:': 'task: {teacher: {widths: [3, 1, 3], hidden: 6}, train: 10, test: 6}',
  'penalty:': 'penalty: {lambdaOverDepth: 0.05}',
  'solver:': 'solver: {method: transcription, tolerance: 3.0e-4, mesh: {intervals: 6, refine: none}}',
};
const sweep = '{effectiveDepth: [1, 1.5, 2], seeds: 2}';

/** A part store in memory. */
class Parts implements PartStore {
  readonly kept = new Map<string, Uint8Array>();
  async read(name: string) {
    return this.kept.get(name) ?? null;
  }
  async write(name: string, content: Uint8Array) {
    this.kept.set(name, content);
  }
}

function host(given: Partial<StudyHost> = {}): StudyHost {
  return { workers: 1, now: () => 0, report: () => {}, code: 'this code', ...given };
}

async function result(text = sweep, given: Partial<StudyHost> = {}, solve = solveGeodesic): Promise<StudyResult> {
  const answer = await run(await sweepOf(text, small), 'digest', host(given), solve);
  if (!('summary' in answer)) throw new Error(JSON.stringify(answer));
  return answer;
}

/** Everything of a result that a record holds. */
function bytesOf({ summary, arrays, provenance }: StudyResult): string {
  const numbers = [...arrays].map(([name, { shape, data }]) => [name, shape, Array.from(data as Float64Array)]);
  return encodeSummary(summary) + JSON.stringify([provenance, numbers]);
}

/** Counts the solves, and the starts that they were given. */
function counting() {
  const starts: (number | null)[] = [];
  const solve: typeof solveGeodesic = (scenario, task, given, start) => {
    starts.push(start?.stages.at(-1)?.effectiveDepth ?? null);
    return solveGeodesic(scenario, task, given, start);
  };
  return { starts, solve };
}

describe('a bottleneck sweep', () => {
  it('solves every point from the one before, seed by seed, and measures what was asked for', async () => {
    const { starts, solve } = counting();
    const { summary, unsolved } = await result(sweep, {}, solve);
    expect(starts).toEqual([null, 1, 1.5, null, 1, 1.5]);
    expect(unsolved).toBeUndefined();
    expect(summary.notes).toEqual([]);
    const names = new Set(summary.quantities.map(({ quantity }) => quantity));
    const asked =
      'loss fit penalty testError stationarity hamiltonianDrift bottleneckRankFromEnergy bottleneckRankFromCoi';
    const also = 'bottleneckGap rankFromEnergyLeast rankFromEnergyGreatest pathLength largestMomentumNorm';
    for (const name of `${asked} ${also} largestMomentumProduct bottleneckRank`.split(' '))
      expect(names).toContain(name);
    const at = (quantity: string, component: string) =>
      summary.quantities.find((row) => row.quantity === quantity && row.component === component)!.value;
    for (const component of ['effectiveDepth = 1', 'effectiveDepth = 2, seed = 2']) {
      const [energy, cost] = [at('bottleneckRankFromEnergy', component), at('bottleneckRankFromCoi', component)];
      expect(at('bottleneckGap', component)).toBeCloseTo(cost - energy, 10);
      expect(at('rankFromEnergyLeast', component)).toBeLessThanOrEqual(energy);
      expect(at('rankFromEnergyGreatest', component)).toBeGreaterThanOrEqual(energy);
      expect(at('largestMomentumProduct', component)).toBeGreaterThan(0);
    }
    const theorems = summary.verdicts.filter(({ claim }) => claim.includes('the theorem says'));
    expect(theorems.map(({ outcome }) => outcome)).toEqual(['holds', 'holds']);
  });

  it('ends at the same loss from the solution before as from the scenario’s own start', async () => {
    const cold = await result(sweep.replace('seeds: 2', 'seeds: 1, warmStart: false'));
    const warm = await result(sweep.replace('seeds: 2', 'seeds: 1'));
    const losses = ({ arrays }: StudyResult) => [...arrays.get('loss')!.data].map(Number);
    for (const [i, loss] of losses(cold).entries()) expect(losses(warm)[i]).toBeCloseTo(loss, 4);
  });

  it('goes on after a kill with the same bytes, computing only what is missing', async () => {
    const parts = new Parts();
    const whole = bytesOf(await result(sweep, { parts }));
    expect(parts.kept.size).toBe(6);
    const names = [...parts.kept.keys()];
    // The last two points of the second seed are gone, and one of them is damaged.
    parts.kept.delete(names[5]!);
    parts.kept.set(names[4]!, parts.kept.get(names[4]!)!.slice(0, 200));
    const { starts, solve } = counting();
    expect(bytesOf(await result(sweep, { parts, workers: 2 }, solve))).toBe(whole);
    expect(starts).toEqual([1, 1.5]);
    const again = counting();
    expect(bytesOf(await result(sweep, { parts }, again.solve))).toBe(whole);
    expect(again.starts).toEqual([]);
  });

  it('does not use what other code kept, or a chain that began elsewhere', async () => {
    const parts = new Parts();
    await result(sweep.replace('seeds: 2', 'seeds: 1'), { parts });
    const other = counting();
    await result(sweep.replace('seeds: 2', 'seeds: 1'), { parts, code: 'other code' }, other.solve);
    expect(other.starts).toHaveLength(3);
    const longer = counting();
    await result('{effectiveDepth: [1, 1.5, 2, 3]}', { parts }, longer.solve);
    expect(longer.starts).toEqual([2]);
    const elsewhere = counting();
    await result('{effectiveDepth: [1.5, 2]}', { parts }, elsewhere.solve);
    expect(elsewhere.starts).toEqual([null, 1.5]);
  });

  it('stops between and within points, keeping those that are done', async () => {
    const parts = new Parts();
    const controller = new AbortController();
    const report: StudyHost['report'] = (progress) => {
      if (progress.stage === 'solving' && progress.part.includes('(3 of 6)')) controller.abort();
    };
    const answer = await run(await sweepOf(sweep, small), 'digest', host({ parts, report, signal: controller.signal }));
    expect(answer).toEqual({
      stopped: 'stopped after 2 of 6 points; they are kept. Run the same command again to go on from there.',
    });
    expect(parts.kept.size).toBe(2);
    expect(bytesOf(await result(sweep, { parts }))).toBe(bytesOf(await result()));
  });

  it('goes on where a point is not solved, and starts the next one afresh where it is not finite', async () => {
    const starts: (number | null)[] = [];
    const solve: typeof solveGeodesic = async (scenario, task, given, start) => {
      starts.push(start?.stages.at(-1)?.effectiveDepth ?? null);
      const solution = await solveGeodesic(scenario, task, given, start);
      const { effectiveDepth } = scenario.model;
      if (effectiveDepth === 1.5) return { ...solution, loss: { fit: Number.NaN, penalty: 0 } };
      return effectiveDepth === 2 ? { ...solution, converged: false, message: 'not yet' } : solution;
    };
    const { unsolved, summary, provenance } = await result('{effectiveDepth: [1, 1.5, 2, 2.5]}', {}, solve);
    expect(starts).toEqual([null, 1, null, 2]);
    expect(unsolved).toMatch(/^the solution is not finite at effectiveDepth = 1.5, seed = 1\. /);
    expect(summary.notes[0]).toMatch(/^1 of 4 points did not converge .*effectiveDepth = 2, seed = 1: not yet/);
    expect(provenance['points']).toMatchObject([{ usable: true }, { usable: false }, { converged: false }, {}]);
  });

  it('names the point where an error is thrown', async () => {
    const failing: typeof solveGeodesic = () => Promise.reject(new RangeError('no memory'));
    await expect(result(sweep, {}, failing)).rejects.toThrow('at effectiveDepth = 1, seed = 1: no memory');
  });
});

const otherMethods = [
  ['collocation', 'solver: {method: collocation, mesh: {intervals: 8, refine: none}}'],
  ['training', 'solver: {method: training, layers: 6, adam: {epochs: 20}, sgd: {epochs: 5}}'],
] as const;

describe('a sweep by another method', () => {
  it.each(otherMethods)('%s starts from what is kept as from what is fresh, with the same bytes', async (_, solver) => {
    const scenario = await sweepOf('{effectiveDepth: [0.5, 0.75], warmStart: true}', { ...small, 'solver:': solver });
    const once = async (parts: Parts) => {
      const { starts, solve } = counting();
      const answer = await run(scenario, 'digest', host({ parts }), solve);
      if (!('summary' in answer)) throw new Error(JSON.stringify(answer));
      return { starts, answer };
    };
    const parts = new Parts();
    const fresh = await once(parts);
    expect(fresh.starts).toEqual([null, 0.5]);
    expect(fresh.answer.summary.notes).toEqual([]);
    parts.kept.delete([...parts.kept.keys()][1]!);
    const resumed = await once(parts);
    expect(resumed.starts).toEqual([0.5]);
    expect(bytesOf(resumed.answer)).toBe(bytesOf(fresh.answer));
  });
});

describe('the forecast of a sweep', () => {
  it('adds up the points, and refuses where one of them does not fit', async () => {
    const { lines, refusals, seconds } = predictCost(await sweepOf(sweep, small));
    expect(refusals).toEqual([]);
    expect(seconds).toBeGreaterThan(0);
    expect(lines[0]).toMatch(/^sweep over L̃ \(3\) × λ\/L̃ \(1\) × seeds \(2\): 6 problems/);
    const large = { 'model:': 'model: {width: 2000}', 'task:': small['task:'].replace('train: 10', 'train: 20000') };
    const [refusal] = predictCost(await sweepOf(sweep, { ...small, ...large })).refusals;
    expect(refusal).toMatch(/^at effectiveDepth = 1, seed = 1: transcription would need about/);
  });
});
