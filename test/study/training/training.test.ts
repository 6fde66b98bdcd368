import { describe, expect, it } from 'vitest';
import type { Matrix } from '#odepth/numeric/dense/matrix';
import { discreteProblem, initialMaps } from '#odepth/study/geodesic/discrete-problem';
import type { TrainingSolver } from '#odepth/study/geodesic/geodesic-scenario';
import { continuationStages } from '#odepth/study/geodesic/geodesic-scenario';
import type { GeodesicSolution } from '#odepth/study/geodesic/solution';
import { initialMesh, layerMoves } from '#odepth/study/geodesic/training/layer-mesh';
import { learningRateAt } from '#odepth/study/geodesic/training/learning-rate';
import { solveTraining } from '#odepth/study/geodesic/training/solve-training';
import { host, smallTask, smallTraining } from './small-training.ts';

const steps = (nodes: Float64Array) => Array.from({ length: nodes.length - 1 }, (_, i) => nodes[i + 1]! - nodes[i]!);
const entry = ({ data, stride }: Matrix, i: number, j: number) => data[i * stride + j]!;

/** f(x) of one point, layer by layer, as the paper writes it: α ← (1 − ρL̃)α + ρ W (max(α, 0), 1). */
function forward({ nodes, weights, inputMap, outputMap }: GeodesicSolution, leak: number, x: number[]): number[] {
  const times = (m: Matrix, v: number[]) =>
    Array.from({ length: m.rows }, (_, i) => v.reduce((sum, value, j) => sum + entry(m, i, j) * value, 0));
  let a = times(inputMap!, x);
  for (const [layer, rho] of steps(nodes).entries()) {
    const moved = times(weights[layer]!, [...a.map((value) => Math.max(value, 0)), 1]);
    a = a.map((value, i) => (1 - rho * leak) * value + rho * moved[i]!);
  }
  return times(outputMap!, a);
}

const columns = (m: Matrix) =>
  Array.from({ length: m.columns }, (_, j) => Array.from({ length: m.rows }, (_, i) => entry(m, i, j)));
const squares = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value * value, 0);

const schemes: readonly Partial<TrainingSolver>[] = [
  { steps: 'equidistant' },
  { steps: 'irregular', irregularity: 0.5 },
  { steps: 'adaptive', adaptEvery: 15 },
];

describe('training', () => {
  it.each(schemes)(
    'with $steps steps lowers the loss, and a forward pass by hand gives fit, penalty and test outputs',
    async (scheme) => {
      const scenario = smallTraining(scheme);
      const task = await smallTask();
      const solution = await solveTraining(scenario, task, { workers: 1, host });
      const { history, loss, stages, converged, weights, nodes, inputMap, outputMap } = solution;
      expect(converged).toBe(true);
      expect(loss.fit + loss.penalty).toBeLessThan(0.3 * history[0]!.loss);
      expect(stages.map(({ label }) => label)).toEqual(['Adam, 120 epochs', 'gradient descent, 40 epochs']);
      const targets = columns(task.targets);
      const fit = columns(task.inputs).reduce((sum, x, j) => {
        const f = forward(solution, 3, x);
        return sum + squares(f.map((value, i) => value - targets[j]![i]!));
      }, 0);
      expect(loss.fit).toBeCloseTo(fit / targets.length, 12);
      const decay = steps(nodes).reduce((sum, rho, i) => sum + rho * squares(weights[i]!.data), 0);
      const maps = squares(inputMap!.data) + squares(outputMap!.data);
      expect(loss.penalty).toBeCloseTo(0.001 * (decay + maps), 12);
      for (const [j, x] of columns(task.testInputs!).entries()) {
        const by = forward(solution, 3, x);
        for (const [i, value] of by.entries()) expect(entry(solution.testOutputs!, i, j)).toBeCloseTo(value, 11);
      }
    },
  );

  it('finds the network of least loss, and its states obey the layers', async () => {
    const solution = await solveTraining(smallTraining(), await smallTask(), { workers: 1, host });
    const { fit, penalty } = solution.loss;
    const lowest = Math.min(...solution.history.map(({ loss }) => loss));
    expect(fit + penalty).toBeCloseTo(lowest, 12);
    expect(solution.states).toHaveLength(7);
    expect(solution.weights).toHaveLength(6);
    expect(solution.history.at(-1)!.evaluations).toBe(122 + 40);
  });

  it('gives the same bits on one thread and on two', async () => {
    const task = await smallTask(600);
    const short = {
      adam: { epochs: 6, learningRate: 0.02, decay: 'cosine' },
      sgd: { epochs: 3, learningRate: 0.05, decay: 'none' },
    } as const;
    const scenario = smallTraining({ ...short, steps: 'adaptive', adaptEvery: 2 }, 24);
    const [one, two] = [
      await solveTraining(scenario, task, { workers: 1, host }),
      await solveTraining(scenario, task, { workers: 2, host }),
    ];
    expect(two.parameters).toEqual(one.parameters);
    expect(two.nodes).toEqual(one.nodes);
    expect(two.history).toEqual(one.history);
  });

  it('that diverges says so and keeps the best network it had', async () => {
    const wild = {
      adam: { epochs: 0, learningRate: 1, decay: 'none' },
      sgd: { epochs: 50, learningRate: 1e9, decay: 'none' },
    } as const;
    const solution = await solveTraining(smallTraining(wild), await smallTask(), { workers: 1, host });
    expect(solution.converged).toBe(false);
    expect(solution.message).toContain('diverged');
    expect(solution.message).toContain('learningRate');
    expect(Number.isFinite(solution.loss.fit)).toBe(true);
    expect(solution.loss.fit + solution.loss.penalty).toBeCloseTo(solution.history[0]!.loss, 10);
  });

  it('that is stopped ends at once with what it has', async () => {
    const { signal } = { signal: AbortSignal.abort() };
    const solution = await solveTraining(smallTraining(), await smallTask(), { workers: 1, host: { ...host, signal } });
    expect(solution.converged).toBe(false);
    expect(solution.message).toContain('stopped');
    expect(solution.history.length).toBeLessThan(3);
  });

  it('without maps reads the first neurons and fills the others with zeros', async () => {
    const scenario = smallTraining();
    const model = { ...scenario.model, inputMap: 'none', outputMap: 'none' } as const;
    const task = await smallTask();
    const solution = await solveTraining({ ...scenario, model, penalty: { lambdaOverDepth: 0.002, maps: 0 } }, task, {
      workers: 1,
      host,
    });
    expect([solution.inputMap, solution.outputMap]).toEqual([null, null]);
    const [first] = solution.states;
    for (let i = 0; i < 8; i++) expect(entry(first!, i, 3)).toBe(i < 4 ? entry(task.inputs, i, 3) : 0);
    expect(solution.testOutputs!.rows).toBe(3);
    expect(solution.loss.fit).toBeLessThan(3);
  });
});

describe('adaptive steps', () => {
  it('make the relative moves of layers alike, which equidistant ones leave apart', async () => {
    const task = await smallTask();
    const spread = async (scheme: Partial<TrainingSolver>) => {
      const scenario = smallTraining({ ...scheme, sgd: { epochs: 300, learningRate: 0.02, decay: 'none' } });
      const { nodes, parameters } = await solveTraining(scenario, task, { workers: 1, host });
      const problem = discreteProblem(scenario, continuationStages(scenario)[0]!, task, initialMaps(scenario, task), {
        scheme: 'euler',
        nodes,
      });
      const { moves, sizes } = layerMoves(problem, parameters);
      const relative = [...moves].map((move, i) => move / sizes[i]!);
      expect(steps(nodes).reduce((sum, rho) => sum + rho, 0)).toBeCloseTo(1, 14);
      expect(Math.max(...steps(nodes)) * 3).toBeLessThan(1);
      return Math.max(...relative) / Math.min(...relative);
    };
    const equidistant = await spread({ steps: 'equidistant' });
    const adaptive = await spread({ steps: 'adaptive', adaptEvery: 10 });
    expect(equidistant).toBeGreaterThan(1.5);
    expect(adaptive).toBeLessThan(1.15);
  });

  it('begin equidistant; irregular ones are thinner at the ends', () => {
    const { solver } = smallTraining({ steps: 'adaptive', adaptEvery: 10 });
    expect(steps(initialMesh(solver)).every((rho) => Math.abs(rho - 1 / 6) < 1e-15)).toBe(true);
    const irregular = steps(initialMesh({ ...solver, steps: 'irregular', irregularity: 0.5 }));
    expect(irregular[5]).toBeLessThan(irregular[2]!);
  });
});

describe('learning rates', () => {
  it('stay, or fall to nothing along half a cosine', () => {
    const phase = { epochs: 100, learningRate: 0.4, decay: 'cosine' } as const;
    expect(learningRateAt(phase, 1)).toBe(0.4);
    expect(learningRateAt(phase, 51)).toBeCloseTo(0.2, 14);
    expect(learningRateAt(phase, 100)).toBeLessThan(1e-4);
    expect(learningRateAt({ ...phase, decay: 'none' }, 100)).toBe(0.4);
  });
});
