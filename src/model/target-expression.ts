import type { Matrix } from '../numeric/dense/matrix.ts';
import { evaluateTerm } from './expression/program.ts';
import { parseTerm } from './expression/term.ts';
import { TaskError } from './task-error.ts';

/** x1 … xd. */
const variablesOf = (dimension: number) => Array.from({ length: dimension }, (_, i) => `x${i + 1}`);

/** A target coordinate as a function of x1 … xd. @throws ExpressionError with the offset of the offending part */
export async function parseTarget(text: string, dimension: number): Promise<(x: Matrix) => Float64Array> {
  const term = await parseTerm(text, variablesOf(dimension));
  return (x) => evaluateTerm(term, x);
}

/**
 * Targets, one row per expression, at every column of x (d × N).
 * @throws TaskError where a value is not finite, naming the point; ExpressionError
 */
export async function expressionTargets(target: readonly string[], x: Matrix): Promise<Matrix> {
  const data = new Float64Array(target.length * x.columns);
  for (const [row, text] of target.entries()) {
    const values = (await parseTarget(text, x.rows))(x);
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new TaskError(`${values[bad]} at ${pointText(x, bad)}`, { target: row });
    data.set(values, row * x.columns);
  }
  return { rows: target.length, columns: x.columns, stride: x.columns, data };
}

/** Coordinates of a point, three at most. */
function pointText({ rows, stride, data }: Matrix, point: number): string {
  const shown = variablesOf(Math.min(rows, 3)).map(
    (name, i) => `${name} = ${data[i * stride + point]!.toPrecision(4)}`,
  );
  return `${shown.join(', ')}${rows > 3 ? ', …' : ''}`;
}
