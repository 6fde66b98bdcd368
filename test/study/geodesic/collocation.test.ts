import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Task } from '#odepth/model/task';
import { readScenarioSource } from '#odepth/scenario/read';
import { resolveScenario } from '#odepth/scenario/resolve';
import { solveCollocation } from '#odepth/study/geodesic/collocation/solve-collocation';
import type { GeodesicScenario, TranscriptionSolver } from '#odepth/study/geodesic/geodesic-scenario';
import { geodesicScenarioKind } from '#odepth/study/geodesic/scenario';
import type { GeodesicSolution } from '#odepth/study/geodesic/solution';
import { taskOf } from '#odepth/study/geodesic/task-of-scenario';
import { solveTranscription } from '#odepth/study/geodesic/transcription/solve-transcription';
import { hamiltonian } from '#odepth/theory/geodesic/hamiltonian';
import { combine } from '#odepth/theory/geodesic/matrices';
import { terminalMomenta } from '#odepth/theory/geodesic/momenta';
import { product } from '#odepth/theory/geodesic/products';
import { problemOf, quietHost, solverOf, startFrom } from './collocate.ts';
import { freeGeodesic, hyperbolicGeodesic } from './exact-geodesics.ts';
import { answer, resolved, valid, withLines } from './scenarios.ts';

const options = { workers: 1, host: quietHost };
const totalOf = ({ loss }: GeodesicSolution) => loss.fit + loss.penalty;

/** A small smooth problem: four neurons, eight points. */
async function small(changes: Record<string, string>): Promise<{ scenario: GeodesicScenario; task: Task }> {
  const text = withLines(valid, {
    model: 'model: {effectiveDepth: 2, width: 4, activation: {softplus: 5}}',
    task: 'task: {teacher: {widths: [4, 2, 4], hidden: 20}, train: 8, test: 5}',
    penalty: 'penalty: {lambdaOverDepth: 0.02}',
    ...changes,
  });
  const scenario = await resolved(geodesicScenarioKind, text);
  return { scenario, task: await taskOf(scenario.task, scenario.seed) };
}

async function transcribed({ scenario, task }: Awaited<ReturnType<typeof small>>, start?: GeodesicSolution) {
  const { solver } = scenario;
  if (solver.method !== 'transcription') throw new Error('a transcription is meant');
  const own: GeodesicScenario & { solver: TranscriptionSolver } = { ...scenario, solver };
  return solveTranscription(own, task, { ...options, start });
}

const collocated = async (solver: string, changes: Record<string, string> = {}, start?: GeodesicSolution) => {
  const { scenario, task } = await small({ solver: `solver: {method: collocation, ${solver}}`, ...changes });
  return solveCollocation(scenario, task, { ...options, start });
};

describe('collocation of a geodesic', () => {
  it('agrees with the transcription it starts from, the better the finer that is', async () => {
    const path = await collocated('start: transcription, mesh: {intervals: 24, max: 100}');
    expect(path.converged).toBe(true);
    expect(path.message).toMatch(/hold, and so does/);
    expect(path.stages[0]!.label).toBe('softplus 5, 24 intervals, L-BFGS');
    expect(path.stages[1]!.label).toBe('softplus 5, 24 intervals');
    const gaps: number[] = [];
    for (const intervals of [24, 48]) {
      const solver = `solver: {method: transcription, mesh: {intervals: ${intervals}, refine: none}}`;
      const other = await transcribed(await small({ solver }), path);
      expect(other.converged).toBe(true);
      gaps.push(Math.abs(totalOf(other) / totalOf(path) - 1));
    }
    expect(gaps[0]).toBeLessThan(1e-4);
    expect(gaps[1]).toBeLessThan(gaps[0]! / 8);
  });

  it('comes to the same path from large λ, where the network is shallow', async () => {
    const model = 'model: {effectiveDepth: 0.5, width: 4, activation: {softplus: 5}}';
    const penalty = 'penalty: {lambdaOverDepth: 1}';
    const path = await collocated('continuation: {lambdaOverDepth: [10, 3]}', { model, penalty });
    expect(path.message).toMatch(/hold, and so does/);
    const solver = 'solver: {method: transcription, mesh: {intervals: 32, refine: none}}';
    const other = await transcribed(await small({ solver, model, penalty }));
    expect(Math.abs(totalOf(other) / totalOf(path) - 1)).toBeLessThan(1e-5);
    expect(path.stages.map(({ lambdaOverDepth }) => lambdaOverDepth).slice(1)).toEqual([10, 3, 1]);
  });

  it('keeps the Hamiltonian, ends where the data say, and sends points on through its weights', async () => {
    const model = 'model: {effectiveDepth: 2, width: 5, activation: {softplus: 5}, inputMap: fixed, outputMap: fixed}';
    const solver = 'solver: {method: collocation, start: transcription, mesh: {intervals: 24, refine: none}}';
    const { scenario, task } = await small({ solver, model });
    const known = { ...task, testInputs: task.inputs, testTargets: task.targets };
    const path = await solveCollocation(scenario, known, options);
    const { states, momenta, nodes, outputMap, testOutputs } = path;
    const resnet = scenario.model;
    const energies = states.map((a, k) => hamiltonian(resnet, a, momenta[k]!));
    const drift = (Math.max(...energies) - Math.min(...energies)) / Math.abs(energies[0]!);
    expect(drift).toBeLessThan(1e-3);
    const last = nodes.length - 1;
    const lambda = scenario.penalty.lambdaOverDepth * resnet.effectiveDepth;
    const wanted = terminalMomenta(lambda, states[last]!, task.targets, outputMap);
    expect(Math.max(...combine(1, wanted, -1, momenta[last]!).data.map(Math.abs))).toBeLessThan(1e-12);
    const outputs = product(outputMap!, states[last]!);
    expect(Math.max(...combine(1, outputs, -1, testOutputs!).data.map(Math.abs))).toBeLessThan(1e-3);
    expect(path.weights).toHaveLength(25);
  });

  it('leaves the same bits, and a history of every iterate whose counts only grow', async () => {
    const solver = 'start: transcription, mesh: {intervals: 10, max: 60}, tolerance: 1.0e-2';
    const [one, other] = [await collocated(solver), await collocated(solver)];
    expect(other).toEqual(one);
    const evaluations = one.history.map((row) => row.evaluations);
    expect(evaluations).toEqual([...evaluations].sort((x, y) => x - y));
    expect(one.history.at(-1)).toMatchObject({ evaluations: one.stages.at(-1)!.evaluations });
    expect(one.history.at(-1)!.loss).toBeCloseTo(totalOf(one), 12);
  });
});

describe('a geodesic that collocation does not solve comes back with its best iterate', () => {
  const exact = hyperbolicGeodesic();

  it('where iterations run out', async () => {
    const { scenario, task } = problemOf(exact, solverOf({ iterations: 1 }));
    const path = await solveCollocation(scenario, task, options);
    expect(path.converged).toBe(false);
    expect(path.message).toMatch(/Newton's method did not solve.*ran out.*continuation got as far as/s);
    expect(path.parameters.every(Number.isFinite)).toBe(true);
    expect(path.states).toHaveLength(path.nodes.length);
  });

  it('where the paths from large λ end before the wanted one: a fold', async () => {
    const path = await collocated('mesh: {intervals: 10, max: 20}', {
      model: 'model: {effectiveDepth: 4, width: 4, activation: {softplus: 5}}',
      penalty: 'penalty: {lambdaOverDepth: 0.005}',
    });
    expect(path.converged).toBe(false);
    expect(path.message).toMatch(/got as far as softplus 5, L̃ = 4, λ\/L̃ = .*: .*start: transcription/s);
    expect(path.stages.some(({ outcome }) => outcome === 'newton-failed')).toBe(true);
    expect(Number.isFinite(path.stationarity)).toBe(true);
  });

  it('where numbers overflow', async () => {
    const { scenario, task } = problemOf(exact, solverOf({}));
    const wild = (p: number) => {
      const { a, b } = exact.at(p);
      return { a: { ...a, data: a.data.map(() => 1e200) }, b };
    };
    const start = startFrom(Float64Array.of(0, 0.5, 1), wild);
    const path = await solveCollocation(scenario, task, { ...options, start });
    expect(path.converged).toBe(false);
    expect(path.message).toMatch(/not finite numbers/);
  });

  it('where the mesh may not be as fine as the tolerance asks for', async () => {
    const solver = solverOf({
      mesh: { intervals: 4, grading: 'uniform', refine: 'residual', max: 8 },
      tolerance: 1e-9,
    });
    const { scenario, task } = problemOf(exact, solver);
    const path = await solveCollocation(scenario, task, options);
    expect(path.converged).toBe(false);
    expect(path.message).toMatch(/Allow more than 8 intervals/);
    expect(Math.abs(totalOf(path) / exact.loss - 1)).toBeLessThan(1e-2);
  });

  it('where the caller stops it', async () => {
    const { scenario, task } = problemOf(exact, solverOf({}));
    const stop = new AbortController();
    const host = { report: () => stop.abort(), signal: stop.signal };
    const path = await solveCollocation(scenario, task, { workers: 1, host });
    expect(path.converged).toBe(false);
    expect(path.message).toMatch(/caller stopped/);
    expect(path.history).toHaveLength(1);
  });

  it('not at all where another method is meant', async () => {
    const { scenario } = await small({});
    const { task } = problemOf(freeGeodesic(), solverOf({}));
    await expect(solveCollocation(scenario, task, options)).rejects.toThrow(/method: transcription/);
  });
});

describe('scenarios of collocation', () => {
  it('the shipped one resolves, in full and in its quick form, which is solved', async () => {
    const root = join(import.meta.dirname, '..', '..', '..', 'scenarios', 'geodesic');
    const source = await readScenarioSource(join(root, 'collocation-small.yaml'));
    const full = await resolveScenario(source, [geodesicScenarioKind]);
    const quick = await resolveScenario(source, [geodesicScenarioKind], { quick: true });
    expect(full.solver).toMatchObject({ method: 'collocation', start: 'transcription' });
    const path = await solveCollocation(quick, await taskOf(quick.task, quick.seed), options);
    expect(path.message).toMatch(/hold, and so does/);
  });

  it('say where they start', async () => {
    const first = 'solver: {method: transcription, start: transcription}';
    expect(await answer(geodesicScenarioKind, withLines(valid, { solver: first }))).toMatch(
      /solver\.start: expected no start with method: transcription.*belongs to method: collocation/s,
    );
    const coarse = 'solver: {method: collocation, start: transcription, mesh: {intervals: 1}}';
    expect(await answer(geodesicScenarioKind, withLines(valid, { solver: coarse }))).toMatch(
      /solver\.mesh\.intervals: expected at least 2 intervals for effectiveDepth 5 with scheme: rk4/,
    );
  });
});
