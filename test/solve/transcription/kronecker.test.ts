import { describe, expect, it } from 'vitest';
import type { Matrix } from '#odepth/numeric/dense/matrix';
import { lanesOnThreads } from '#odepth/parallel/lane-team';
import { dampedNewton } from '#odepth/solve/minimise/damped-newton';
import type { Objective } from '#odepth/solve/minimise/objective';
import { drawCotangents } from '#odepth/solve/transcription/cotangents';
import { factorLayout } from '#odepth/solve/transcription/factor-layout';
import { KroneckerPreconditioner } from '#odepth/solve/transcription/kronecker';
import { gradedMesh } from '#odepth/solve/transcription/mesh';
import { TranscriptionObjective } from '#odepth/solve/transcription/objective';
import { parameterLayout, stepsOf, type TranscriptionProblem } from '#odepth/solve/transcription/problem';
import { schemes } from '#odepth/solve/transcription/scheme';
import { localTeam } from '#odepth/solve/transcription/team';
import { numbers } from '../leaky-flow.ts';

const seed = 4n;

const matrix = (rows: number, columns: number, start: number): Matrix => ({
  rows,
  columns,
  stride: columns,
  data: numbers(rows * columns, start),
});

/** Three neurons, two numbers in and out, on three uneven steps. */
function problemWith(changes: Partial<TranscriptionProblem> = {}, points = 6): TranscriptionProblem {
  return {
    resnet: { effectiveDepth: 1.7, width: 3, activation: { softplus: 3 }, bias: true },
    scheme: 'rk4',
    nodes: gradedMesh(3, 'cosine'),
    lambdaOverDepth: 0.3,
    mapPenalty: 0.7,
    learnedInput: true,
    output: 'learned',
    inputs: matrix(2, points, 6),
    targets: matrix(2, points, 7),
    ...changes,
  };
}

const withoutMaps = { learnedInput: false, output: 'none', inputs: matrix(3, 6, 6), targets: matrix(3, 6, 7) } as const;
const givenMap = { ...withoutMaps, output: matrix(2, 3, 5), targets: matrix(2, 6, 7) };

const problems = [
  ['learned maps', problemWith()],
  ['maps without a penalty', problemWith({ mapPenalty: 0 })],
  ['a given output map, without bias', problemWith({ ...givenMap, resnet: { ...problemWith().resnet, bias: false } })],
  ['no maps, Euler', problemWith({ ...withoutMaps, scheme: 'euler' })],
  ['ReLU, Heun', problemWith({ scheme: 'rk2', resnet: { ...problemWith().resnet, activation: 'relu' } })],
] as const;

const largest = (a: Float64Array) => a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const apart = (a: Float64Array, b: Float64Array) => a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]!)), 0);
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Factors, the objective and the preconditioner at one point. */
async function at(problem: TranscriptionProblem, start: number) {
  const team = localTeam(problem, true);
  const objective = new TranscriptionObjective(problem, team);
  const preconditioner = new KroneckerPreconditioner(problem, team, objective, seed);
  const x = numbers(objective.size, start);
  await preconditioner.refresh(x);
  const parameters = new Float64Array(objective.size);
  objective.unscale(x, parameters);
  const layout = factorLayout(problem);
  const factors = new Float64Array(layout.size);
  await team.factors(parameters, { seed, refresh: 0 }, factors);
  return { objective, preconditioner, x, parameters, layout, factors };
}

/** (A ⊗ G + μI) v, entry by entry. */
function multiplied({ blocks }: ReturnType<typeof factorLayout>, factors: Float64Array, mu: number, v: Float64Array) {
  const out = v.map((value) => mu * value);
  for (const { start, rows, columns, inputs, outputs, weight } of blocks) {
    const g = (i: number, k: number) => (outputs < 0 ? (i === k ? 2 / weight : 0) : factors[outputs + i * rows + k]!);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        for (let k = 0; k < rows; k++)
          for (let l = 0; l < columns; l++)
            out[start + i * columns + j]! += g(i, k) * v[start + k * columns + l]! * factors[inputs + l * columns + j]!;
  }
  return out;
}

/** A change of the product of one block's matrix with what comes in: where ∂/∂(product) is taken. */
interface Bump {
  readonly block: number;
  readonly row: number;
  readonly by: number;
}

/** Outputs of one point, from the formulas alone, and what the matrix of every block is multiplied with. */
function passed(problem: TranscriptionProblem, parameters: Float64Array, x: Float64Array, bump: Bump) {
  const { resnet, scheme, output } = problem;
  const { width, features, stages, input, output: place } = parameterLayout(problem);
  const { a, b } = schemes[scheme];
  const { blocks } = factorLayout(problem);
  const entering: Float64Array[] = [];
  const times = (block: number, s: Float64Array): Float64Array => {
    const { start, rows, columns } = blocks[block]!;
    entering[block] = s;
    return Float64Array.from({ length: rows }, (_, i) => {
      const row = parameters.subarray(start + i * columns, start + (i + 1) * columns);
      return dot(row, s) + (bump.block === block && bump.row === i ? bump.by : 0);
    });
  };
  const sigma = (z: number) => {
    if (typeof resnet.activation !== 'object') return Math.max(0, z);
    const beta = resnet.activation.softplus;
    return Math.log1p(Math.exp(beta * z)) / beta;
  };
  let state = input >= 0 ? times(blocks.length - (place >= 0 ? 2 : 1), x) : x;
  for (const [k, h] of stepsOf(problem.nodes).entries()) {
    const rates: Float64Array[] = [];
    for (let i = 0; i < stages; i++) {
      const z = state.map((value, u) => a[i]!.reduce((sum, weight, j) => sum + h * weight * rates[j]![u]!, value));
      const s = Float64Array.from({ length: features }, (_, u) => (u < width ? sigma(z[u]!) : 1));
      rates.push(times(k * stages + i, s).map((value, u) => value - resnet.effectiveDepth * z[u]!));
    }
    state = state.map((value, u) => rates.reduce((sum, rate, i) => sum + h * b[i]! * rate[u]!, value));
  }
  if (place >= 0) return { outputs: times(blocks.length - 1, state), entering };
  if (typeof output !== 'object') return { outputs: state, entering };
  const row = (i: number) => output.data.subarray(i * output.stride, i * output.stride + width);
  return { outputs: Float64Array.from({ length: output.rows }, (_, i) => dot(row(i), state)), entering };
}

const columnOf = ({ rows, stride, data }: Matrix, n: number) =>
  Float64Array.from({ length: rows }, (_, i) => data[i * stride + n]!);

describe('the Kronecker factors of a transcription', () => {
  it.each(problems)('are those that its formulas give point by point: %s', async (_, problem) => {
    const { parameters, layout, factors } = await at(problem, 21);
    const points = problem.inputs.columns;
    const cotangents = matrix(problem.targets.rows, points, 0);
    drawCotangents({ seed, refresh: 0 }, points, 0, cotangents);
    const expected = new Float64Array(layout.size);
    for (let n = 0; n < points; n++) {
      const [x, cotangent] = [columnOf(problem.inputs, n), columnOf(cotangents, n)];
      const along = (bump: Bump) => dot(cotangent, passed(problem, parameters, x, bump).outputs);
      const { entering } = passed(problem, parameters, x, { block: -1, row: 0, by: 0 });
      for (const [block, { rows, columns, inputs, outputs, weight }] of layout.blocks.entries()) {
        const s = entering[block]!;
        for (let i = 0; i < columns; i++)
          for (let j = 0; j < columns; j++) expected[inputs + i * columns + j]! += (s[i]! * s[j]!) / points;
        if (outputs < 0) continue;
        const step = 1e-5;
        const d = Float64Array.from(
          { length: rows },
          (_, row) => (along({ block, row, by: step }) - along({ block, row, by: -step })) / (2 * step),
        );
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < rows; j++) expected[outputs + i * rows + j]! += (2 * d[i]! * d[j]!) / (points * weight);
      }
    }
    expect(apart(factors, expected)).toBeLessThan(1e-7 * largest(expected));
  });

  it('draw other cotangents at every refresh, and the same ones again in another run', async () => {
    const drawn = (refresh: number) => {
      const out = matrix(2, 6, 0);
      drawCotangents({ seed, refresh }, 6, 0, out);
      return out.data;
    };
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(0).some((value) => drawn(1).includes(value))).toBe(false);
    const part = matrix(2, 4, 0);
    drawCotangents({ seed, refresh: 1 }, 6, 2, part);
    expect(columnOf(part, 0)).toEqual(columnOf({ ...part, columns: 6, stride: 6, data: drawn(1) }, 2));
  });

  it('have the same bits on any number of threads', async () => {
    const wide = problemWith(
      {
        ...withoutMaps,
        resnet: { effectiveDepth: 2, width: 20, activation: { softplus: 5 }, bias: true },
        nodes: gradedMesh(8, 'cosine'),
        inputs: matrix(20, 200, 17),
        targets: matrix(20, 200, 18),
      },
      200,
    );
    const { size } = parameterLayout(wide);
    const answers: Float64Array[] = [];
    for (const workers of [1, 2, 3]) {
      const team = lanesOnThreads(wide, false, workers);
      const factors = new Float64Array(factorLayout(wide).size);
      await team.factors(numbers(size, 19), { seed, refresh: 2 }, factors);
      await team.close();
      answers.push(factors);
    }
    expect(size * 200).toBeGreaterThan(2e6);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('leave Hessian–vector products as they are', async () => {
    const problem = problemWith();
    const team = localTeam(problem, true);
    const objective = new TranscriptionObjective(problem, team);
    const preconditioner = new KroneckerPreconditioner(problem, team, objective, seed);
    const [x, v] = [numbers(objective.size, 31), numbers(objective.size, 32)];
    const [gradient, before, after] = [v, v, v].map((one) => new Float64Array(one.length));
    await objective.evaluate(x, gradient!);
    await objective.curvature(v, before!);
    await preconditioner.refresh(x);
    await objective.curvature(v, after!);
    expect(after).toEqual(before);
  });
});

describe('the Kronecker preconditioner', () => {
  it.each(problems)('inverts A ⊗ G + μI: %s', async (_, problem) => {
    const { objective, preconditioner, layout, factors } = await at(problem, 22);
    const v = numbers(objective.size, 23);
    const image = multiplied(layout, factors, problem.lambdaOverDepth, v);
    const back = new Float64Array(objective.size);
    preconditioner.applyInto(back, -2, image);
    expect(
      apart(
        back,
        v.map((value) => -2 * value),
      ),
    ).toBeLessThan(1e-10);
    preconditioner.applyInto(image, 1, image);
    expect(apart(image, v)).toBeLessThan(1e-10);
    expect(Math.abs(preconditioner.square(v) / dot(v, applied(preconditioner, v)) - 1)).toBeLessThan(1e-12);
  });

  it('is the Hessian itself for the output map, in which the loss is quadratic', async () => {
    for (const activation of ['identity', { softplus: 3 }] as const) {
      const problem = problemWith({ resnet: { ...problemWith().resnet, activation } });
      const { objective, preconditioner, x } = await at(problem, 24);
      const { output } = parameterLayout(problem);
      await objective.evaluate(x, new Float64Array(objective.size));
      const v = numbers(objective.size, 25).fill(0, 0, output);
      const image = new Float64Array(objective.size);
      await objective.curvature(v, image);
      image.fill(0, 0, output);
      expect(apart(applied(preconditioner, image), v)).toBeLessThan(1e-10);
    }
  });

  it('solves a linear network with the output map alone in one step of conjugate gradients', async () => {
    const problem = problemWith({ resnet: { ...problemWith().resnet, activation: 'identity' } });
    const { objective, preconditioner, x } = await at(problem, 26);
    const { output } = parameterLayout(problem);
    const only = (values: Float64Array) => values.fill(0, 0, output);
    const outputMap: Objective = {
      size: objective.size,
      evaluate: async (at, gradient) => {
        const value = await objective.evaluate(at, gradient);
        only(gradient);
        return value;
      },
      curvature: async (v, out) => {
        await objective.curvature(v, out);
        only(out);
      },
    };
    const { outcome, iterations, curvatureProducts } = await dampedNewton(outputMap, x, {
      ...{ iterations: 5, gradientTolerance: 1e-12, valueRounding: 1e-14, patience: 5 },
      ...{ products: 10, forcing: 1e-10, firstDamping: 0 },
      preconditioning: { matrix: preconditioner, every: 10 },
    });
    expect(outcome).toBe('converged');
    expect([iterations, curvatureProducts]).toEqual([1, 1]);
  });
});

function applied(preconditioner: KroneckerPreconditioner, v: Float64Array): Float64Array {
  const out = new Float64Array(v.length);
  preconditioner.applyInto(out, 1, v);
  return out;
}
