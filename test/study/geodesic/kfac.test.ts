import { describe, expect, it } from 'vitest';
import type { Task } from '#odepth/model/task';
import type { GeodesicScenario, TranscriptionSolver } from '#odepth/study/geodesic/geodesic-scenario';
import { geodesicScenarioKind } from '#odepth/study/geodesic/scenario';
import type { GeodesicSolution } from '#odepth/study/geodesic/solution';
import { taskOf } from '#odepth/study/geodesic/task-of-scenario';
import { solveTranscription } from '#odepth/study/geodesic/transcription/solve-transcription';
import type { StudyProgress } from '#odepth/study/host';
import { resolved, valid, withLines } from './scenarios.ts';

type Transcribed = GeodesicScenario & { readonly solver: TranscriptionSolver };

async function small(solver: string): Promise<{ scenario: Transcribed; task: Task }> {
  const text = withLines(valid, {
    model: 'model: {effectiveDepth: 2, width: 4, activation: {softplus: 5}, inputMap: learned, outputMap: learned}',
    task: 'task: {teacher: {widths: [4, 2, 4], hidden: 20}, train: 12, test: 5}',
    penalty: 'penalty: {lambdaOverDepth: 0.02}',
    solver: `solver: {method: transcription, ${solver}}`,
  });
  const scenario = await resolved(geodesicScenarioKind, text);
  if (scenario.solver.method !== 'transcription') throw new Error('a transcription is meant');
  return { scenario: { ...scenario, solver: scenario.solver }, task: await taskOf(scenario.task, scenario.seed) };
}

async function solved(
  solver: string,
  report: (progress: StudyProgress) => void = () => {},
  signal?: AbortSignal,
): Promise<GeodesicSolution> {
  const { scenario, task } = await small(solver);
  return solveTranscription(scenario, task, { workers: 1, host: { report, ...(signal && { signal }) } });
}

const totalOf = ({ loss }: GeodesicSolution) => loss.fit + loss.penalty;

describe('the optimiser kfac', () => {
  it('reaches the minimum that newton-cg reaches', async () => {
    const mesh = 'mesh: {intervals: 6, refine: none}, tolerance: 1.0e-7';
    const [kfac, newton] = [
      await solved(`optimiser: kfac, iterations: 300, ${mesh}`),
      await solved(`optimiser: newton-cg, ${mesh}`),
    ];
    expect([kfac.converged, newton.converged]).toEqual([true, true]);
    expect(Math.abs(totalOf(kfac) / totalOf(newton) - 1)).toBeLessThan(1e-10);
    expect(kfac.stationarity).toBeLessThan(1e-5);
  });

  it('ends with damped Newton steps where its iterations do not suffice, a twentieth as many', async () => {
    const short = await solved(
      'optimiser: kfac, iterations: 20, mesh: {intervals: 6, refine: none}, tolerance: 1.0e-14',
    );
    const { iterations, products, outcome } = short.stages[0]!;
    expect([iterations, outcome]).toEqual([21, 'too-many-iterations']);
    expect(products).toBeGreaterThan(1);
    expect(short.history).toHaveLength(23);
    expect(short.converged).toBe(false);
  });

  it('has defaults of its own', async () => {
    expect((await small('optimiser: kfac')).scenario.solver).toMatchObject({
      optimiser: 'kfac',
      memory: 20,
      iterations: 2000,
    });
  });
});

describe('a transcription that is stopped', () => {
  /** Aborts at the iteration that solves the first stage to what is asked of it. */
  const stoppedAt = (solver: string, part: string, stationarity: number) => {
    const controller = new AbortController();
    const report = (progress: StudyProgress) => {
      if (progress.stage !== 'solving' || !progress.part.includes(part)) return;
      const reached = Number(/stationarity (\S+)$/.exec(progress.state)![1]);
      if (reached <= stationarity) controller.abort();
    };
    return solved(solver, report, controller.signal);
  };

  it('on an easier problem that has just converged is not an answer', async () => {
    const solver = 'optimiser: kfac, mesh: {intervals: 6, refine: none}, continuation: {softplus: [2]}';
    const { converged, message, stages } = await stoppedAt(solver, 'softplus 2', 0.29);
    expect(stages.map(({ label, outcome }) => [label, outcome])).toEqual([['softplus 2, 6 intervals', 'converged']]);
    expect(converged).toBe(false);
    expect(message).toMatch(/stopped/);
  });

  it('on a coarser mesh that has just converged is not an answer', async () => {
    const solver = 'optimiser: newton-cg, mesh: {intervals: 4, max: 16, drift: 1.0e-6}';
    const { converged, stages } = await stoppedAt(solver, '4 intervals', 9e-3);
    expect(stages.at(-1)!.outcome).toBe('converged');
    expect(converged).toBe(false);
  });

  it('on the last mesh once that has converged is one', async () => {
    const { converged } = await stoppedAt(
      'optimiser: kfac, mesh: {intervals: 4, refine: none}, tolerance: 1.0e-2',
      '4',
      9e-3,
    );
    expect(converged).toBe(true);
  });
});
