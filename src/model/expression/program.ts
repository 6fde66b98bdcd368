import type { Matrix } from '../../numeric/dense/matrix.ts';
import { integerPower, type Operation, operations } from './operations.ts';
import { dependsOnX, type Term } from './term.ts';

/** out[i] = f(x[i]), start ≤ i < end; x and out may be the same array. */
export type VectorFunction = (x: Float64Array, out: Float64Array, start: number, end: number) => void;

/** Numbers worked on at a time: every intermediate result of an expression stays in the processor's nearest cache. */
const block = 256;
/** Integer exponents up to here are products. */
const largestPower = 64;

interface Step {
  readonly operation: Operation;
  readonly inputs: readonly Float64Array[];
  readonly out: Float64Array;
}

/** Vector operations on a block, to be applied in order: they turn the blocks of the variables into `result`. */
interface Program {
  readonly variables: readonly Float64Array[];
  readonly steps: readonly Step[];
  readonly result: Float64Array;
}

/** Parts of the term without a variable are worked out once, here. */
function programOf(term: Term, variableCount: number): Program {
  const variables = Array.from({ length: variableCount }, () => new Float64Array(block));
  const steps: Step[] = [];
  const place = (part: Term): Float64Array => {
    if (part.kind === 'x') return variables[part.index]!;
    const out = new Float64Array(block);
    if (part.kind === 'number') return out.fill(part.value);
    const step = { ...select(part.operation, part.of, place), out };
    if (dependsOnX(part)) steps.push(step);
    else step.operation.apply(step.inputs, out, block);
    return out;
  };
  const result = place(term);
  return { variables, steps, result };
}

/** The term of one variable as a list of vector operations on blocks of x. */
export function compileTerm(term: Term): VectorFunction {
  const { variables, steps, result } = programOf(term, 1);
  const variable = variables[0]!;
  return (x, out, start, end) => {
    for (let at = start; at < end; at += block) {
      const count = Math.min(block, end - at);
      for (let i = 0; i < count; i++) variable[i] = x[at + i]!;
      for (const { operation, inputs, out: target } of steps) operation.apply(inputs, target, count);
      for (let i = 0; i < count; i++) out[at + i] = result[i]!;
    }
  };
}

/** The term at every column of x, variables × points. */
export function evaluateTerm(term: Term, x: Matrix): Float64Array {
  const { variables, steps, result } = programOf(term, x.rows);
  const out = new Float64Array(x.columns);
  for (let at = 0; at < x.columns; at += block) {
    const count = Math.min(block, x.columns - at);
    for (const [row, variable] of variables.entries()) {
      const start = row * x.stride + at;
      variable.set(x.data.subarray(start, start + count));
    }
    for (const { operation, inputs, out: target } of steps) operation.apply(inputs, target, count);
    out.set(result.subarray(0, count), at);
  }
  return out;
}

function select(
  name: keyof typeof operations,
  of: readonly Term[],
  place: (part: Term) => Float64Array,
): Omit<Step, 'out'> {
  const exponent = name === 'pow' ? constantOf(of[1]!) : undefined;
  if (exponent !== undefined && Number.isInteger(exponent) && Math.abs(exponent) <= largestPower) {
    return { operation: integerPower(exponent), inputs: [place(of[0]!)] };
  }
  if (name === 'pow' && constantOf(of[0]!) === Math.E) return { operation: operations.exp, inputs: [place(of[1]!)] };
  return { operation: operations[name], inputs: of.map(place) };
}

/** Worked out once each: a power asks for its exponent, which may be a power, before it is compiled. */
const constants = new WeakMap<Term, number>();

/** Value of a term without x. */
export function constantOf(term: Term): number | undefined {
  if (term.kind === 'number') return term.value;
  if (dependsOnX(term)) return undefined;
  const known = constants.get(term);
  if (known !== undefined) return known;
  const out = new Float64Array(1);
  compileTerm(term)(out, out, 0, 1);
  constants.set(term, out[0]!);
  return out[0]!;
}
