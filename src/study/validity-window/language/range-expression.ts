import type { MathNode } from 'mathjs';
import { sweepComplaint } from '../../../scenario/sweep-messages.ts';
import { Refused } from '../../kernel/language/refused.ts';

/** More values than this are not a sweep. */
const mostValues = 1000;

const allowed = /^[\w\s+\-*/^().,:[\]]+$/;
const functions: Readonly<Record<string, (x: number) => number>> = {
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  round: Math.round,
};
const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  dotMultiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  dotDivide: (a, b) => a / b,
  pow: (a, b) => a ** b,
  dotPow: (a, b) => a ** b,
};

/** A number, or a list of them; operations act element by element. */
type Value = number | readonly number[];

/** What is wrong with a range; the message is part of a sentence. */
class SyntaxFault extends Error {}

/**
 * The numbers of a text in mathjs syntax: ranges `start:end` and `start:step:end` (both ends included), lists
 * `[a, b, c]`, + − * / ^, and the functions sqrt, exp, log, log2, log10, round, all element by element: "16:16:128",
 * "2^(4:10)", "[0.5, 1:0.5:3]". mathjs parses and evaluates nothing.
 */
export async function rangeValues(text: string): Promise<readonly number[] | Refused> {
  const refuse = (reason: string) => new Refused({ path: [], words: sweepComplaint.badRange(reason) });
  if (text.length > 200) return refuse('more than 200 characters');
  if (!allowed.test(text)) return refuse('a character that no range needs');
  const { default: mathjs } = await import('mathjs/lib/browser/math.js');
  try {
    const value = evaluate(mathjs, mathjs.parse(text.replace(/\s/g, ' ')), 0);
    const values = typeof value === 'number' ? [value] : value;
    if (values.length === 0) return refuse('a range without values');
    return values.every(Number.isFinite) ? values : refuse('a value that is not finite');
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function evaluate(is: typeof import('mathjs'), node: MathNode, depth: number): Value {
  if (depth > 40) throw new SyntaxFault('nesting more than 40 deep');
  const inner = (part: MathNode) => evaluate(is, part, depth + 1);
  if (is.isConstantNode(node) && typeof node.value === 'number') return node.value;
  if (is.isParenthesisNode(node)) return inner(node.content);
  if (is.isArrayNode(node)) return bounded(node.items.flatMap((item: MathNode) => inner(item)));
  if (is.isRangeNode(node)) {
    return range(scalar(inner(node.start)), node.step === null ? 1 : scalar(inner(node.step)), scalar(inner(node.end)));
  }
  if (is.isFunctionNode(node)) {
    const apply = Object.hasOwn(functions, node.fn.name) ? functions[node.fn.name] : undefined;
    const [argument, ...more]: MathNode[] = node.args;
    if (apply === undefined || argument === undefined || more.length > 0) {
      throw new SyntaxFault(
        `"${node.toString()}": the functions are ${Object.keys(functions).join(', ')}, of one argument`,
      );
    }
    return map(inner(argument), apply);
  }
  if (is.isOperatorNode(node)) {
    const [first, second]: MathNode[] = node.args;
    const name: string = node.fn;
    if (name === 'unaryMinus' && first) return map(inner(first), (x) => -x);
    if (name === 'unaryPlus' && first) return inner(first);
    const combine = Object.hasOwn(operators, name) ? operators[name] : undefined;
    if (combine && first && second) return broadcast(inner(first), inner(second), combine);
  }
  throw new SyntaxFault(`"${node.toString()}" is not allowed in a range`);
}

/** start, start + step, … up to end, which is included when the steps meet it up to rounding. */
function range(start: number, step: number, end: number): readonly number[] {
  const count = Math.floor((end - start) / step + 1e-9) + 1;
  if (!(step !== 0 && count >= 1)) throw new SyntaxFault(`${start}:${step}:${end} has no values`);
  if (!(count <= mostValues)) throw new SyntaxFault(`${start}:${step}:${end} has more than ${mostValues} values`);
  return Array.from({ length: count }, (_, i) => Number((start + i * step).toPrecision(15)));
}

function scalar(value: Value): number {
  if (typeof value !== 'number') throw new SyntaxFault('a range whose ends are lists');
  return value;
}

function map(value: Value, f: (x: number) => number): Value {
  return typeof value === 'number' ? f(value) : value.map(f);
}

function broadcast(a: Value, b: Value, f: (x: number, y: number) => number): Value {
  if (typeof a === 'number') return map(b, (y) => f(a, y));
  if (typeof b === 'number') return a.map((x) => f(x, b));
  if (a.length !== b.length) throw new SyntaxFault(`lists of ${a.length} and ${b.length} values`);
  return a.map((x, i) => f(x, b[i]!));
}

function bounded(values: readonly number[]): readonly number[] {
  if (values.length > mostValues) throw new SyntaxFault(`more than ${mostValues} values`);
  return values;
}
