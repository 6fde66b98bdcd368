import { SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { initialMap } from '#odepth/model/linear-map';
import { makeTask, type TaskSpec } from '#odepth/model/task';
import { TaskError } from '#odepth/model/task-error';
import { type TeacherSpec, teacherOf } from '#odepth/model/teacher';
import type { Matrix } from '#odepth/numeric/dense/matrix';

const teacher: TeacherSpec = { widths: [30, 3, 30], hidden: 100 };
const spec: TaskSpec = { source: { teacher, train: 200, test: 50 }, centre: true, normalise: true };
const raw: TaskSpec = { ...spec, centre: false, normalise: false };

const matrix = (rows: readonly (readonly number[])[]): Matrix => ({
  rows: rows.length,
  columns: rows[0]!.length,
  stride: rows[0]!.length,
  data: Float64Array.from(rows.flat()),
});
const rowsOf = ({ rows, columns, stride, data }: Matrix) =>
  Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * stride, i * stride + columns)));
const column = (m: Matrix, j: number) => rowsOf(m).map((row) => row[j]!);

/** ∂f*_i/∂x_j at x by central differences. */
function jacobian(f: TeacherSpec, x: readonly number[], step = 1e-6): number[][] {
  const drawn = teacherOf(f, 4n);
  const moved = matrix(
    x.map((value, i) => x.flatMap((_, j) => (i === j ? [value + step, value - step] : [value, value]))),
  );
  return rowsOf(drawn.values(moved)).map((row) => x.map((_, j) => (row[2 * j]! - row[2 * j + 1]!) / (2 * step)));
}

const singularValues = (rows: number[][]) => new SingularValueDecomposition(rows, { autoTranspose: true }).diagonal;

describe('a teacher', () => {
  it('30 → 3 → 30 has a Jacobian of rank 3 at every point, well away from 2', async () => {
    const { inputs } = await makeTask(raw, 4n);
    for (const point of [0, 1, 2]) {
      const s = singularValues(jacobian(teacher, column(inputs, point)));
      expect(s[3]! / s[0]!).toBeLessThan(1e-8);
      expect(s[2]! / s[0]!).toBeGreaterThan(0.02);
    }
    expect((await makeTask(raw, 4n)).teacherRank).toBe(3);
  });

  it('that is linear has the rank of its narrowest width, and so have its data', async () => {
    const task = await makeTask(
      { ...spec, source: { teacher: { widths: [8, 2, 6], hidden: 0 }, train: 40, test: 0 } },
      4n,
    );
    const s = singularValues(rowsOf(task.targets));
    expect(s.filter((value) => value > 1e-12 * s[0]!)).toHaveLength(2);
    expect([task.teacherRank, task.testInputs, task.testTargets]).toEqual([2, null, null]);
  });

  it('with few hidden neurons has their rank', () => {
    const narrow = teacherOf({ widths: [5, 4, 5], hidden: 2 }, 4n);
    expect(narrow.rank).toBe(2);
    const s = singularValues(jacobian({ widths: [5, 4, 5], hidden: 2 }, [0.3, -0.2, 1, 0.4, -0.7]));
    expect(s[2]! / s[0]!).toBeLessThan(1e-8);
  });

  it('has coordinates of mean square near 1, on average over teachers', () => {
    for (const f of [teacher, { widths: [30, 3, 30], hidden: 0 }]) {
      const squares = Array.from({ length: 200 }, (_, seed) => {
        const { data } = teacherOf(f, BigInt(seed)).values(initialMap('learned', 'input', 30, 1, BigInt(seed)));
        return data.reduce((sum, value) => sum + value * value, 0) / data.length;
      });
      const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length;
      const spread = Math.sqrt(squares.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / squares.length;
      expect(Math.abs(mean - 1)).toBeLessThan(4 * spread);
    }
  });

  it('that is a Leaky ResNet without strength is the leak, and changes as much however many layers it has', () => {
    const x = matrix([[1], [-2], [0.5]]);
    const only = { resnet: { width: 3, layers: 50, effectiveDepth: 2, strength: 0 } };
    expect(column(teacherOf(only, 1n).values(x), 0)[1]).toBeCloseTo(-2 * (1 - 2 / 50) ** 50, 14);
    const change = (layers: number) => {
      const f = { resnet: { width: 3, layers, effectiveDepth: 0, strength: 1 } };
      const moves = Array.from({ length: 200 }, (_, seed) => {
        const y = column(teacherOf(f, BigInt(seed)).values(x), 0);
        return y.reduce((sum, value, i) => sum + (value - x.data[i]!) ** 2, 0);
      });
      return moves.reduce((sum, value) => sum + value, 0) / moves.length;
    };
    expect(change(64) / change(16)).toBeGreaterThan(0.7);
    expect(change(64) / change(16)).toBeLessThan(1.4);
  });
});

describe('the data of a task', () => {
  it('begin with the same points however many there are; test points do not depend on the training points', async () => {
    const few = await makeTask(raw, 4n);
    const many = await makeTask({ ...raw, source: { teacher, train: 300, test: 80 } }, 4n);
    for (const j of [0, 1, 199]) {
      expect(column(many.inputs, j)).toEqual(column(few.inputs, j));
      expect(column(many.targets, j)).toEqual(column(few.targets, j));
    }
    for (const j of [0, 49]) {
      expect(column(many.testInputs!, j)).toEqual(column(few.testInputs!, j));
      expect(column(many.testTargets!, j)).toEqual(column(few.testTargets!, j));
    }
    expect(column(few.testInputs!, 0)).not.toEqual(column(few.inputs, 0));
    expect(column((await makeTask(raw, 5n)).inputs, 0)).not.toEqual(column(few.inputs, 0));
  });

  it('are centred by the training mean and divided so that a coordinate has mean square 1', async () => {
    const task = await makeTask(spec, 4n);
    for (const m of [task.inputs, task.targets]) {
      for (const row of rowsOf(m)) expect(Math.abs(row.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-12);
      const square = m.data.reduce((sum, value) => sum + value * value, 0) / m.data.length;
      expect(Math.abs(square - 1)).toBeLessThan(1e-13);
    }
  });

  it('are moved and divided alike for training and test, and the transform leads back', async () => {
    const task = await makeTask(spec, 4n);
    const before = await makeTask(raw, 4n);
    for (const name of ['inputs', 'targets', 'testInputs', 'testTargets'] as const) {
      const { mean, scale } = task.transform[name.toLowerCase().includes('inputs') ? 'inputs' : 'targets'];
      const back = rowsOf(task[name]!).map((row, i) => row.map((value) => value * scale + mean[i]!));
      for (const [i, row] of rowsOf(before[name]!).entries()) {
        for (const [j, value] of row.entries()) expect(back[i]![j]).toBeCloseTo(value, 12);
      }
    }
    expect(before.transform.inputs).toEqual({ mean: new Float64Array(30), scale: 1 });
  });

  it('of expressions are those expressions, of as many variables as there are', async () => {
    const source = { target: ['x1^2 - x2', '2x2 + (x1 > 0 ? 1 : -1)', '3'], dimension: 2, train: 600, test: 3 };
    const { inputs, targets, testTargets } = await makeTask({ source, centre: false, normalise: false }, 4n);
    expect(testTargets!.columns).toBe(3);
    for (const j of [0, 255, 256, 599]) {
      const [x1, x2] = column(inputs, j) as [number, number];
      expect(column(targets, j)).toEqual([x1 ** 2 - x2, 2 * x2 + (x1 > 0 ? 1 : -1), 3]);
    }
  });

  it('that are given keep a random part for testing, each point once, with its target', async () => {
    const points = Array.from({ length: 50 }, (_, j) => j + 0.5);
    const data = {
      inputs: matrix([points]),
      targets: matrix([points.map((x) => 2 * x)]),
      testInputs: null,
      testTargets: null,
    };
    const task = await makeTask({ source: { data, test: 12 }, centre: false, normalise: false }, 4n);
    expect([task.inputs.columns, task.testInputs!.columns]).toEqual([38, 12]);
    expect([...task.inputs.data, ...task.testInputs!.data].sort((a, b) => a - b)).toEqual(points);
    expect([...task.testTargets!.data]).toEqual([...task.testInputs!.data].map((x) => 2 * x));
    const other = await makeTask({ source: { data, test: 12 }, centre: false, normalise: false }, 5n);
    expect(other.testInputs!.data).not.toEqual(task.testInputs!.data);
  });

  it('cannot be normalised where all points are the same, nor hold a target that is not finite', async () => {
    const same = {
      inputs: matrix([[0.1, 0.1, 0.1]]),
      targets: matrix([[1, 2, 3]]),
      testInputs: null,
      testTargets: null,
    };
    const attempt = makeTask({ source: { data: same, test: 0 }, centre: true, normalise: true }, 1n);
    await expect(attempt).rejects.toThrow(new TaskError('inputs that are the same at every point', 'inputs'));
    const source = { target: ['1', 'log(x1)'], dimension: 1, train: 40, test: 0 };
    const failure = await makeTask({ source, centre: false, normalise: false }, 1n).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'TaskError', subject: { target: 1 } });
    expect((failure as Error).message).toMatch(/^NaN at x1 = -\d\.\d+$/);
  });
});

describe('a map between data and neurons', () => {
  const gram = (m: Matrix) =>
    rowsOf(m).map((a) => rowsOf(m).map((b) => a.reduce((sum, value, k) => sum + value * b[k]!, 0)));

  it('that is fixed has orthonormal columns on the way in and orthonormal rows on the way out', () => {
    const inward = rowsOf(initialMap('fixed', 'input', 40, 7, 3n));
    const transposed = matrix(inward[0]!.map((_, j) => inward.map((row) => row[j]!)));
    for (const products of [gram(transposed), gram(initialMap('fixed', 'output', 7, 40, 3n))]) {
      for (const [i, row] of products.entries()) {
        for (const [j, value] of row.entries()) expect(Math.abs(value - (i === j ? 1 : 0))).toBeLessThan(1e-14);
      }
    }
  });

  it('that is none fills the first neurons and reads the first neurons', () => {
    expect(rowsOf(initialMap('none', 'input', 3, 2, 0n))).toEqual([
      [1, 0],
      [0, 1],
      [0, 0],
    ]); // prettier-ignore
    expect(rowsOf(initialMap('none', 'output', 1, 3, 0n))).toEqual([[1, 0, 0]]);
  });

  it('that is learned starts with entries of variance 1/columns, other ones in than out', () => {
    const { data } = initialMap('learned', 'input', 200, 50, 3n);
    const square = data.reduce((sum, value) => sum + value * value, 0) / data.length;
    expect(Math.abs(50 * square - 1)).toBeLessThan(4 * Math.sqrt(2 / data.length));
    expect(initialMap('learned', 'output', 200, 50, 3n).data).not.toEqual(data);
  });
});
