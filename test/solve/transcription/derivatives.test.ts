import { describe, expect, it } from 'vitest';
import type { Matrix } from '#odepth/numeric/dense/matrix';
import { lanesOnThreads } from '#odepth/parallel/lane-team';
import { gradedMesh } from '#odepth/solve/transcription/mesh';
import { TranscriptionObjective } from '#odepth/solve/transcription/objective';
import { parameterLayout, type TranscriptionProblem } from '#odepth/solve/transcription/problem';
import { schemeNames } from '#odepth/solve/transcription/scheme';
import { localTeam } from '#odepth/solve/transcription/team';
import { numbers } from '../leaky-flow.ts';
import { complexLoss } from './complex-loss.ts';

type Maps = 'no maps' | 'fixed maps' | 'learned maps' | 'free maps';

const matrix = (rows: number, columns: number, seed: number): Matrix => ({
  rows,
  columns,
  stride: columns,
  data: numbers(rows * columns, seed),
});

/** Three neurons and six points, two or three numbers in and out, on four uneven steps. */
function problemWith(
  scheme: TranscriptionProblem['scheme'],
  activation: TranscriptionProblem['resnet']['activation'],
  bias: boolean,
  maps: Maps,
): TranscriptionProblem {
  const learned = maps === 'learned maps' || maps === 'free maps';
  const outputs = maps === 'no maps' ? 3 : 2;
  return {
    resnet: { effectiveDepth: 1.7, width: 3, activation, bias },
    scheme,
    nodes: gradedMesh(4, 'cosine'),
    lambdaOverDepth: 0.3,
    mapPenalty: maps === 'learned maps' ? 0.7 : 0,
    learnedInput: learned,
    output: learned ? 'learned' : maps === 'fixed maps' ? matrix(2, 3, 5) : 'none',
    inputs: matrix(learned ? 2 : 3, 6, 6),
    targets: matrix(outputs, 6, 7),
  };
}

function objectiveOf(problem: TranscriptionProblem, seed: number) {
  const objective = new TranscriptionObjective(problem, localTeam(problem, true));
  const x = numbers(objective.size, seed);
  const at = async (point: Float64Array) => {
    const gradient = new Float64Array(objective.size);
    const value = await objective.evaluate(point, gradient);
    return { value, gradient };
  };
  return { objective, x, at };
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const largest = (a: Float64Array) => Math.max(...a.map(Math.abs));
const apart = (a: Float64Array, b: Float64Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

/** Weights of the central difference of order 8, for 1 … 4 steps to either side. */
const eighth = [4 / 5, -1 / 5, 4 / 105, -1 / 280];

/** d/dt of a vector at t = 0, to order 8. */
async function slope(of: (t: number) => Promise<Float64Array>, step: number): Promise<Float64Array> {
  const sum = new Float64Array((await of(0)).length);
  for (const [i, weight] of eighth.entries()) {
    const [ahead, behind] = [await of((i + 1) * step), await of(-(i + 1) * step)];
    for (let u = 0; u < sum.length; u++) sum[u]! += (weight * (ahead[u]! - behind[u]!)) / step;
  }
  return sum;
}

const settings = schemeNames.flatMap((scheme) =>
  (['no maps', 'fixed maps', 'learned maps', 'free maps'] as const).flatMap((maps) =>
    ([{ softplus: 3 }, 'identity', 'relu'] as const).map(
      (activation) => [scheme, maps, typeof activation === 'object' ? 'softplus' : activation, activation] as const,
    ),
  ),
);

describe('the gradient of a transcription', () => {
  it.each(settings)('is that of the discrete loss to rounding: %s, %s, %s', async (scheme, maps, _, activation) => {
    const problem = problemWith(scheme, activation, maps !== 'fixed maps', maps);
    const { objective, x, at } = objectiveOf(problem, 11);
    const { value, gradient } = await at(x);
    const { size } = objective;
    const [raw, along] = [new Float64Array(size), new Float64Array(size)];
    objective.unscale(x, raw);
    expect(Math.abs(complexLoss(problem, raw, along)[0] / value - 1)).toBeLessThan(1e-14);
    const byComplexStep = Float64Array.from({ length: size }, (_, i) => {
      const unit = new Float64Array(size);
      unit[i] = 1e-100;
      objective.unscale(unit, along);
      return complexLoss(problem, raw, along)[1] / 1e-100;
    });
    expect(apart(gradient, byComplexStep)).toBeLessThan(2e-14 * largest(gradient));
  });

  it.each(['softplus', 'identity'] as const)(
    'is that of differences of order 8 along a direction: %s',
    async (name) => {
      for (const scheme of schemeNames) {
        const activation = name === 'softplus' ? ({ softplus: 3 } as const) : name;
        const { objective, x, at } = objectiveOf(problemWith(scheme, activation, true, 'learned maps'), 12);
        const v = numbers(objective.size, 13);
        const { gradient } = await at(x);
        const moved = (t: number) => x.map((value, i) => value + t * v[i]!);
        const [bySlope] = await slope(async (t) => Float64Array.of((await at(moved(t))).value), 5e-3);
        expect(Math.abs(dot(gradient, v) / bySlope! - 1)).toBeLessThan(1e-8);
      }
    },
  );
});

describe('Hessian–vector products of a transcription', () => {
  it.each(settings)(
    'are the derivative of the gradient, and symmetric: %s, %s, %s',
    async (scheme, maps, _, activation) => {
      const problem = problemWith(scheme, activation, maps !== 'fixed maps', maps);
      const { objective, x, at } = objectiveOf(problem, 14);
      const [u, v] = [numbers(objective.size, 15), numbers(objective.size, 16)];
      // Short enough that no ReLU changes sides.
      const step = activation === 'relu' ? 2e-4 : 4e-3;
      const moved = (t: number) => x.map((value, i) => value + t * v[i]!);
      const bySlope = await slope(async (t) => (await at(moved(t))).gradient, step);
      await at(x);
      const [uImage, vImage] = [new Float64Array(objective.size), new Float64Array(objective.size)];
      await objective.curvature(u, uImage);
      await objective.curvature(v, vImage);
      expect(apart(vImage, bySlope)).toBeLessThan(1e-8 * largest(bySlope));
      expect(Math.abs(dot(u, vImage) - dot(v, uImage))).toBeLessThan(
        1e-13 * Math.sqrt(dot(u, u) * dot(vImage, vImage)),
      );
    },
  );
});

describe('lanes', () => {
  const points = 200;
  const width = 20;
  const problem: TranscriptionProblem = {
    ...problemWith('rk4', { softplus: 5 }, true, 'no maps'),
    resnet: { effectiveDepth: 2, width, activation: { softplus: 5 }, bias: true },
    nodes: gradedMesh(8, 'cosine'),
    inputs: matrix(width, points, 17),
    targets: matrix(width, points, 18),
  };
  const { size } = parameterLayout(problem);
  const [x, v] = [numbers(size, 19), numbers(size, 20)];

  it('give the same bits on any number of threads', async () => {
    const answers = [];
    for (const workers of [1, 2, 3]) {
      const team = lanesOnThreads(problem, true, workers);
      const [gradient, image] = [new Float64Array(size), new Float64Array(size)];
      const fit = await team.gradient(x, gradient);
      await team.curvature(v, image);
      await team.close();
      answers.push({ fit, gradient, image });
    }
    expect(size * points).toBeGreaterThan(2e6);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('add up to what the points give one by one', async () => {
    const total = new Float64Array(size);
    let fit = 0;
    const columns = 50;
    for (let start = 0; start < points; start += columns) {
      const some = (m: Matrix): Matrix => ({ ...m, columns, data: m.data.subarray(start) });
      const part = { ...problem, inputs: some(problem.inputs), targets: some(problem.targets) };
      const gradient = new Float64Array(size);
      fit += (columns / points) * (await localTeam(part, false).gradient(x, gradient));
      gradient.forEach((value, i) => {
        total[i]! += (columns / points) * value;
      });
    }
    const whole = new Float64Array(size);
    expect(Math.abs((await localTeam(problem, false).gradient(x, whole)) / fit - 1)).toBeLessThan(1e-13);
    expect(apart(whole, total)).toBeLessThan(1e-13 * largest(whole));
  });
});
