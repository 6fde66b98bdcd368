import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { encodeJson } from '#odepth/record/json';
import { encodeNpy } from '#odepth/record/npy';
import { scenarioDigest } from '#odepth/scenario/digest';
import { jsonSchemaOf } from '#odepth/scenario/json-schema';
import { readScenarioSource } from '#odepth/scenario/read';
import { readBottleneckSweep } from '#odepth/study/bottleneck-sweep/language/resolved-scenario';
import { bottleneckSweepKind } from '#odepth/study/bottleneck-sweep/scenario';
import { geodesicAt, sweepPositions } from '#odepth/study/bottleneck-sweep/sweep-scenario';
import { continuationStages } from '#odepth/study/geodesic/geodesic-scenario';
import { readGeodesicScenario } from '#odepth/study/geodesic/language/resolved-scenario';
import { geodesicScenarioKind } from '#odepth/study/geodesic/scenario';
import { taskOf, taskShape } from '#odepth/study/geodesic/task-of-scenario';
import { initialState } from '#odepth/study/geodesic-flow/initial-state';
import { readFlowScenario } from '#odepth/study/geodesic-flow/language/resolved-scenario';
import { flowScenarioKind } from '#odepth/study/geodesic-flow/scenario';
import { answer, array, holding, resolved, valid, validFlow, validSweep, withLines } from './scenarios.ts';

const geodesic = (changes: Record<string, string>) => resolved(geodesicScenarioKind, withLines(valid, changes));
const flow = (changes: Record<string, string>) => resolved(flowScenarioKind, withLines(validFlow, changes));
const sweep = (changes: Record<string, string>) => resolved(bottleneckSweepKind, withLines(validSweep, changes));

describe('a resolved geodesic scenario', () => {
  it('has every default of its method filled in', async () => {
    const { solver, penalty, model, stabiliser } = await geodesic({ stabiliser: '' });
    expect(solver).toEqual({
      method: 'transcription',
      scheme: 'rk4',
      mesh: { intervals: 20, grading: 'cosine', refine: 'hamiltonian', max: 80, drift: 0.01 },
      optimiser: 'newton-cg',
      memory: 10,
      tolerance: 1e-6,
      iterations: 2000,
      continuation: null,
      ...{ initialScale: 1, initialLeak: 5 },
    });
    expect([penalty.maps, model.inputMap, model.bias, stabiliser.relative]).toEqual([0, 'none', true, 1e-3]);
    expect((await geodesic({ solver: 'solver: {method: collocation}' })).solver).toEqual({
      method: 'collocation',
      mesh: { intervals: 20, grading: 'cosine', refine: 'residual', max: 80 },
      tolerance: 1e-3,
      iterations: 50,
      start: 'continuation',
      continuation: null,
    });
    const steps = 'solver: {method: training, layers: 20, steps: irregular}';
    expect((await geodesic({ solver: steps })).solver).toEqual({
      method: 'training',
      layers: 20,
      steps: 'irregular',
      irregularity: 0.5,
      adaptEvery: null,
      adam: { epochs: 5000, learningRate: 0.02, decay: 'cosine' },
      sgd: { epochs: 1000, learningRate: 0.05, decay: 'none' },
      ...{ initialScale: 1, initialLeak: 5 },
    });
  });

  it('penalises learned maps as weights are', async () => {
    const { penalty } = await geodesic({
      model: 'model: {effectiveDepth: 5, width: 2, inputMap: learned, outputMap: learned}',
    });
    expect(penalty).toEqual({ lambdaOverDepth: 0.003, maps: 1 });
  });

  it('goes through the stages of a continuation and ends with itself', async () => {
    const continuation = '{softplus: [5, 10], lambdaOverDepth: [0.1, 0.01]}';
    const scenario = await geodesic({ solver: `solver: {method: transcription, continuation: ${continuation}}` });
    expect(continuationStages(scenario)).toEqual([
      { activation: { softplus: 5 }, effectiveDepth: 5, lambdaOverDepth: 0.1 },
      { activation: { softplus: 10 }, effectiveDepth: 5, lambdaOverDepth: 0.01 },
      { activation: { softplus: 20 }, effectiveDepth: 5, lambdaOverDepth: 0.003 },
    ]);
    expect(continuationStages(await geodesic({}))).toHaveLength(1);
  });

  it('sharpens softplus without end towards relu', async () => {
    const changes = {
      model: 'model: {effectiveDepth: 5, width: 12}',
      solver: 'solver: {method: transcription, continuation: {softplus: [5, 1000]}}',
    };
    expect(continuationStages(await geodesic(changes)).map(({ activation }) => activation)).toEqual([
      { softplus: 5 },
      { softplus: 1000 },
      'relu',
    ]);
  });

  it('takes just as many layers and intervals as the leak allows', async () => {
    const solved = async (solver: string) =>
      answer(geodesicScenarioKind, withLines(valid, { solver: `solver: ${solver}` }));
    for (const good of [
      '{method: training, layers: 6}',
      '{method: training, layers: 7, steps: irregular, irregularity: 0.9}',
      '{method: transcription, scheme: euler, mesh: {intervals: 8}}',
      '{method: transcription, scheme: euler, mesh: {intervals: 6, grading: uniform}}',
      '{method: transcription, scheme: rk2, mesh: {intervals: 4}}',
      '{method: transcription, scheme: rk4, mesh: {intervals: 2}}',
    ]) {
      expect(await solved(good)).toBeTypeOf('object');
    }
    expect(await solved('{method: training, layers: 6, steps: irregular, irregularity: 0.9}')).toContain('at least 7');
    expect(await solved('{method: transcription, scheme: euler, mesh: {intervals: 5, grading: uniform}}')).toContain(
      'at least 6 intervals',
    );
    expect(await solved('{method: transcription, scheme: rk2, mesh: {intervals: 3}}')).toContain(
      'at least 4 intervals',
    );
  });

  it('holds for a continuation from deeper networks, too', async () => {
    const solver = 'solver: {method: transcription, scheme: euler, continuation: {effectiveDepth: [30, 10]}}';
    expect(await answer(geodesicScenarioKind, withLines(valid, { solver }))).toContain(
      'at least 48 intervals for effectiveDepth 30',
    );
  });

  it('comes back from its record', async () => {
    for (const changes of [
      {},
      { solver: 'solver: {method: collocation, continuation: {softplus: [5]}}' },
      { solver: 'solver: {method: training, layers: 20, steps: adaptive}' },
      { task: 'task: {target: ["x1 - x2"], dimension: 2, train: 5}' },
      { task: 'task: {data: {inputs: [[1], [2]], targets: [[1], [2]]}}' },
      { task: 'task: {teacher: {resnet: {width: 3, layers: 9}}, train: 5}' },
    ]) {
      const scenario = await geodesic(changes);
      expect(readGeodesicScenario(JSON.parse(encodeJson(JSON.parse(JSON.stringify(scenario)))))).toEqual(scenario);
      expect(await scenarioDigest(scenario)).toHaveLength(64);
    }
    expect(() => readGeodesicScenario({ kind: 'geodesic' })).toThrow('is not a resolved geodesic scenario: format');
  });
});

describe('data of your own', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'odepth-data-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const fixtures = join(import.meta.dirname, 'data');
  const own = async (at: string, task: string) => {
    const { readArrays } = await readScenarioSource(join(fixtures, 'points.csv'));
    const beside = at === fixtures ? readArrays! : (await sourceIn(at)).readArrays!;
    return answer(geodesicScenarioKind, { text: withLines(valid, { task: `task: ${task}` }), readArrays: beside });
  };
  const sourceIn = async (at: string) => {
    await writeFile(join(at, 'scenario.yaml'), valid);
    return readScenarioSource(join(at, 'scenario.yaml'));
  };
  const raw = 'centre: false, normalise: false';
  const inputs = [-1.375, -0.625, 0.125, 0.875, -1.125, -0.375, 0.375, 1.125, -0.875, -0.125, 0.625, 1.375];
  const targets = [-2.75, -1.25, 0.25, 1.75, -1.125, -0.375, 0.375, 1.125];

  it('are read from a .npz that numpy wrote: float32 in Fortran order, integers, deflated', async () => {
    const scenario = await own(fixtures, `{data: numpy.npz, ${raw}}`);
    if (typeof scenario === 'string') throw new Error(scenario);
    const task = await taskOf(scenario.task, scenario.seed);
    expect([...task.inputs.data]).toEqual(inputs);
    expect([...task.targets.data]).toEqual(targets);
    expect([...task.testInputs!.data]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...task.testTargets!.data]).toEqual([0.1, 0.3, 0.2, 0.4]);
    expect(taskShape(scenario.task)).toEqual({ points: 4, inputs: 3, targets: 2 });
  });

  it('are the same from a .csv with its columns in any order, from .npy files, and written out', async () => {
    const points = [0, 1, 2, 3].map((j) => [inputs[j]!, inputs[4 + j]!, inputs[8 + j]!]);
    await writeFile(join(folder, 'x.npy'), encodeNpy({ shape: [4, 3], data: Float64Array.from(points.flat()) }));
    const values = [0, 1, 2, 3].map((j) => [targets[j]!, targets[4 + j]!]);
    for (const [at, data] of [
      [fixtures, 'points.csv'],
      [folder, `{inputs: x.npy, targets: ${JSON.stringify(values)}}`],
      [folder, `{inputs: ${JSON.stringify(points)}, targets: ${JSON.stringify(values)}}`],
    ] as const) {
      const scenario = await own(at, `{data: ${data}, ${raw}}`);
      if (typeof scenario === 'string') throw new Error(scenario);
      const task = await taskOf(scenario.task, scenario.seed);
      expect([[...task.inputs.data], [...task.targets.data]]).toEqual([inputs, targets]);
    }
  });

  it('count in the digest, to the last bit', async () => {
    const digestOf = async (value: number) => {
      const readArrays = holding({ X: array([1], [2]), Y: array([value], [4]) });
      const text = withLines(valid, { task: 'task: {data: points.npz}' });
      return scenarioDigest(await resolved(geodesicScenarioKind, { text, readArrays }));
    };
    expect(await digestOf(1)).toBe(await digestOf(1));
    expect(await digestOf(1 + Number.EPSILON)).not.toBe(await digestOf(1));
  });

  it('may have a list of numbers as targets of one coordinate', async () => {
    const readArrays = holding({ X: array([1, 0], [2, 5]), Y: { shape: [2], data: Float64Array.of(3, 4) } });
    const text = withLines(valid, { task: `task: {data: points.npz, ${raw}}` });
    const { task, seed } = await resolved(geodesicScenarioKind, { text, readArrays });
    expect((await taskOf(task, seed)).targets).toMatchObject({ rows: 1, columns: 2, data: Float64Array.of(3, 4) });
  });

  it('are refused where the file is no table, another type, a link out of the folder, or not there', async () => {
    const table = async (text: string) => {
      await writeFile(join(folder, 'points.csv'), text);
      return own(folder, '{data: points.csv}');
    };
    const came = 'or a .npy file, came ';
    expect(await table('x1,y1\n1,2\n3\n')).toContain(`${came}line 3: 2 cells expected, 1 found.`);
    expect(await table('x1,y1\n1,two\n')).toContain(`${came}line 2: "two" is not a number.`);
    expect(await table('x1,x1\n1,2\n')).toContain(`${came}line 1: the column "x1" is there twice`);
    expect(await table('1,2\n3,4\n')).toContain('expected arrays or columns named x1, x2, …, y1, y2, … only, came "1"');
    expect(await table('x1,y1\n1,nan\n')).toContain('came NaN in row 0, column 0');
    expect(await table('x1,y1\n')).toContain('came an array of shape [0, 1]');
    expect(await own(folder, '{data: notes.txt}')).toContain('came a name that ends in none of .npz, .npy, .csv');
    expect(await own(folder, '{data: nothing.npz}')).toContain(`${came}no such file`);
    await symlink(join(fixtures, 'numpy.npz'), join(folder, 'link.npz'));
    expect(await own(folder, '{data: link.npz}')).toContain(`${came}a link that leaves the folder`);
    await writeFile(join(folder, 'broken.npz'), 'PK');
    expect(await own(folder, '{data: broken.npz}')).toContain(`${came}Not a readable .npz file`);
  });
});

describe('a resolved flow scenario', () => {
  it('has integrators with their defaults, one or several', async () => {
    expect((await flow({})).integrators).toEqual([{ method: 'odex', tolerance: 1e-10 }]);
    const several =
      'integrator: [{method: gauss-legendre, steps: 8}, {method: gauss-legendre, steps: 8, order: 2, inner: fixed-point}]';
    expect((await flow({ integrator: several })).integrators).toEqual([
      { method: 'gauss-legendre', order: 4, steps: 8, inner: 'newton-krylov', iterations: 50, krylov: 30 },
      { method: 'gauss-legendre', order: 2, steps: 8, inner: 'fixed-point', iterations: 50, krylov: null },
    ]);
  });

  it('saves equally spaced depths, or those named', async () => {
    expect((await flow({ save: 'save: {count: 3}\nuntil: 0.5' })).save).toEqual([0, 0.25, 0.5]);
    expect((await flow({ save: 'save: {depths: [0.1, 1]}' })).save).toEqual([0.1, 1]);
    expect((await flow({ save: '' })).save).toHaveLength(41);
  });

  it('has its state as given, neurons by points', async () => {
    const { A, B } = initialState(await flow({}));
    expect([A.rows, A.columns, [...A.data]]).toEqual([2, 3, [1, 0, 2, 0, 1, 3]]);
    expect([...B.data]).toEqual([0.5, 0, 1, 0, 0.5, 1]);
  });

  it('draws a state whose first points do not depend on how many there are', async () => {
    const drawn = async (points: number) =>
      initialState(await flow({ initial: `initial: {random: {points: ${points}, scale: 2, momentumScale: 0.5}}` }));
    const [few, many] = [await drawn(3), await drawn(5000)];
    for (const name of ['A', 'B'] as const) {
      expect(many[name].data[2]).toBe(few[name].data[2]);
      expect(many[name].data[5000 + 2]).toBe(few[name].data[3 + 2]);
      const square = many[name].data.reduce((sum, value) => sum + value * value, 0) / 10_000;
      expect(Math.abs(square / (name === 'A' ? 4 : 0.25) - 1)).toBeLessThan(4 * Math.sqrt(2 / 10_000));
    }
  });

  it('comes back from its record', async () => {
    for (const changes of [
      {},
      { integrator: 'integrator: {method: gauss-legendre, steps: 8}' },
      { initial: 'initial: {random: {points: 3, momentumScale: 0}}' },
    ]) {
      const scenario = await flow(changes);
      expect(readFlowScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
    }
  });
});

describe('a resolved bottleneck sweep', () => {
  it('has its values in order, and a geodesic scenario for each', async () => {
    const scenario = await sweep({
      sweep:
        'sweep: {effectiveDepth: "[4, 1:2]", lambdaOverDepth: {from: 0.001, to: 0.1, count: 3, scale: log}, seeds: 2}',
      penalty: '',
    });
    expect(scenario.sweep).toMatchObject({
      effectiveDepth: [1, 2, 4],
      lambdaOverDepth: [0.001, 0.01, 0.1],
      warmStart: true,
    });
    const positions = sweepPositions(scenario);
    expect(positions).toHaveLength(18);
    expect(positions.slice(0, 4).map((position) => geodesicAt(scenario, position).model.effectiveDepth)).toEqual([
      1, 2, 4, 1,
    ]);
    const last = geodesicAt(scenario, positions.at(-1)!);
    expect(last).toMatchObject({
      kind: 'geodesic',
      penalty: { lambdaOverDepth: 0.1, maps: 0 },
      seed: scenario.sweep.seeds[1],
    });
    expect(() => geodesicAt(scenario, { effectiveDepth: 3, lambdaOverDepth: 0, seed: 0 })).toThrow('no such position');
  });

  it('at the first seed is the geodesic scenario itself', async () => {
    const scenario = await sweep({});
    expect(geodesicAt(scenario, { effectiveDepth: 2, lambdaOverDepth: 0, seed: 0 })).toEqual(
      await geodesic({ model: 'model: {effectiveDepth: 4, width: 12, activation: {softplus: 20}}' }),
    );
  });

  it('keeps its first seeds when there are more of them', async () => {
    const seeds = async (count: number) =>
      (await sweep({ sweep: `sweep: {effectiveDepth: [1], seeds: ${count}}` })).sweep.seeds;
    const few = await seeds(2);
    const many = await seeds(5);
    expect(many.slice(0, 2)).toEqual(few);
    expect(few[0]).toBe('4');
    expect(new Set(many).size).toBe(5);
  });

  it('takes an even number of intervals in proportion to the depth where intervalsPerDepth asks for more', async () => {
    const scenario = await sweep({
      solver: 'solver: {method: transcription, scheme: rk2, mesh: {intervals: 6, refine: none}}',
      sweep: 'sweep: {effectiveDepth: [1, 4, 4.5], intervalsPerDepth: 2}',
    });
    const meshes = [0, 1, 2].map((effectiveDepth) => {
      const { solver } = geodesicAt(scenario, { effectiveDepth, lambdaOverDepth: 0, seed: 0 });
      return solver.method === 'training' ? null : solver.mesh;
    });
    expect(meshes).toMatchObject([
      { intervals: 6, max: 6 },
      { intervals: 8, max: 8 },
      { intervals: 10, max: 10 },
    ]);
  });

  it('of trained networks starts each from its own weights', async () => {
    const solver = 'solver: {method: training, layers: 20}';
    expect((await sweep({ solver })).sweep.warmStart).toBe(false);
    expect((await sweep({ solver, sweep: 'sweep: {effectiveDepth: [1], warmStart: true}' })).sweep.warmStart).toBe(
      true,
    );
  });

  it('comes back from its record', async () => {
    const scenario = await sweep({});
    expect(readBottleneckSweep(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
  });
});

describe('the JSON Schema of the three kinds', () => {
  const schema = jsonSchemaOf([geodesicScenarioKind.schema, flowScenarioKind.schema, bottleneckSweepKind.schema]);

  it('takes the scenarios that are valid and refuses a misspelt field', () => {
    const checker = z.fromJSONSchema(schema);
    for (const text of [valid, validFlow, validSweep]) {
      expect(checker.safeParse(parse(text)).success).toBe(true);
      expect(checker.safeParse({ ...parse(text), modle: {} }).success).toBe(false);
    }
  });

  it('describes every field', () => {
    const undescribed: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === 'properties') {
          for (const [name, field] of Object.entries(value as object)) {
            if (!field.description) undescribed.push(`${path}/${name}`);
          }
        }
        walk(value, `${path}/${key}`);
      }
    };
    walk(schema, '');
    expect(undescribed).toEqual([]);
  });
});
