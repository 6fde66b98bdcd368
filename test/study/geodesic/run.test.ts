import { describe, expect, it } from 'vitest';
import { encodeSummary } from '#odepth/record/summary';
import { predictCost } from '#odepth/study/geodesic/cost';
import { run } from '#odepth/study/geodesic/run';
import { geodesicScenarioKind } from '#odepth/study/geodesic/scenario';
import type { StudyHost, StudyResult } from '#odepth/study/host';
import { resolved, valid, withLines } from './scenarios.ts';

const small = withLines(valid, {
  'model:': 'model: {effectiveDepth: 2, width: 4, activation: {softplus: 5}}',
  'task:': 'task: {teacher: {widths: [4, 1, 4], hidden: 6}, train: 12, test: 6}',
  'penalty:': 'penalty: {lambdaOverDepth: 0.03}',
  'solver:': 'solver: {method: transcription, tolerance: 1.0e-4, mesh: {intervals: 8, max: 16, drift: 0.05}}',
});

function host(given: Partial<StudyHost> = {}): StudyHost {
  return { workers: 1, now: () => 0, report: () => {}, ...given };
}

async function result(text: string, given?: Partial<StudyHost>): Promise<StudyResult> {
  const answer = await run(await resolved(geodesicScenarioKind, text), 'digest', host(given));
  if ('stopped' in answer) throw new Error(answer.stopped);
  return answer;
}

describe('a geodesic study', () => {
  it('solves and measures: every quantity of the summary, and claims that hold', async () => {
    const { summary, unsolved, interrupted } = await result(small);
    expect(unsolved).toBeUndefined();
    expect(interrupted).toBeNull();
    const names = new Set(summary.quantities.map(({ quantity }) => quantity));
    const asked =
      'loss fit penalty testError stationarity resolution hamiltonian hamiltonianDrift bottleneckRankFromEnergy';
    const also = 'bottleneckRankFromCoi bottleneckEntry bottleneckExit balancednessDefect coi kinetic singularValue';
    for (const name of `${asked} ${also}`.split(' ')) expect(names).toContain(name);
    const outcomes = new Map(summary.verdicts.map(({ claim, outcome }) => [claim, outcome]));
    for (const [claim, outcome] of outcomes)
      if (!claim.includes('bracket')) expect([claim, outcome]).toEqual([claim, 'holds']);
    for (const { value, error } of summary.quantities) expect(Number.isFinite(value) && error >= 0).toBe(true);
  });

  it('gives the same bytes with one worker and with two', async () => {
    const [one, two] = [await result(small), await result(small, { workers: 2 })];
    expect(encodeSummary(two.summary)).toBe(encodeSummary(one.summary));
    expect(two.arrays).toEqual(one.arrays);
  });

  it('says so where it is not solved, and keeps the best that was found', async () => {
    const { unsolved, summary } = await result(small.replace('tolerance: 1.0e-4', 'tolerance: 1.0e-4, iterations: 2'));
    expect(unsolved).toMatch(/allow more iterations/);
    expect(summary.verdicts[0]).toMatchObject({ outcome: 'fails' });
    expect(summary.notes[0]).toContain('Not converged');
  });

  it('records the best so far when it is stopped, and stops where there is nothing yet', async () => {
    const controller = new AbortController();
    let rounds = 0;
    const report = () => {
      if (++rounds === 5) controller.abort();
    };
    const stopped = await result(small, { signal: controller.signal, report });
    expect(stopped.interrupted).toMatchObject({ after: expect.stringMatching(/^\d+ evaluations of the loss$/) });
    expect(stopped.unsolved).toBeUndefined();
    const scenario = await resolved(geodesicScenarioKind, small);
    const nothing = await run(scenario, 'digest', host({ signal: AbortSignal.abort() }), () => {
      throw new Error('no path yet');
    });
    expect(nothing).toHaveProperty('stopped');
  });
});

describe('the forecast', () => {
  it('tells the mesh, the unknowns and the memory, and refuses what does not fit', async () => {
    const fine = predictCost(await resolved(geodesicScenarioKind, small));
    expect(fine.refusals).toEqual([]);
    expect(fine.lines.join(' ')).toMatch(/8 to 16 intervals.*up to 1280 unknowns/);
    const large = small.replace('width: 4', 'width: 2000').replace('train: 12', 'train: 20000');
    const [refusal] = predictCost(await resolved(geodesicScenarioKind, large)).refusals;
    expect(refusal).toMatch(/GiB of memory; the limit is 8.00 GiB. Take fewer intervals/);
  });
});
