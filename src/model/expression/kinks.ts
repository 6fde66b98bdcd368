import { compileTerm, constantOf } from './program.ts';
import { apply, dependsOnX, type Term } from './term.ts';

/** Kinks are looked for on −60 ≤ x ≤ 60, at this many points per unit, then by bisection to the last bit. */
const reach = 60;
const density = 64;

/**
 * Real points where the function may fail to be analytic, ascending: the zeros of what stands inside abs, sign, sqrt,
 * cbrt, log, a division, a power that is no positive integer, of cos for tan, and of a − b for min, max and comparisons.
 * A point too many does no harm to a quadrature; two zeros within 1/64 of each other, or beyond ±60, are not seen.
 * Where there are more than `most`, some more than that are found, not all.
 */
export function findKinks(term: Term, most: number): number[] {
  let found: number[] = [];
  for (const boundary of boundaries(term)) {
    found = distinct([...found, ...zeroBoundaries(boundary, most)]);
    if (found.length > most) break;
  }
  return found;
}

function distinct(points: readonly number[]): number[] {
  const sorted = [...points].sort((a, b) => a - b);
  return sorted.filter((x, i) => i === 0 || x - sorted[i - 1]! > 1e-12 * Math.max(1, Math.abs(x)));
}

const number = (value: number): Term => ({ kind: 'number', value });

/** The terms whose zeros bound the pieces on which `term` is analytic. */
function boundaries(term: Term): Term[] {
  if (term.kind !== 'apply') return [];
  return [...ownBoundaries(term), ...term.of.flatMap(boundaries)].filter(dependsOnX);
}

function ownBoundaries({ operation, of }: Extract<Term, { kind: 'apply' }>): Term[] {
  const [a, b] = of;
  if (a === undefined) return [];
  switch (operation) {
    case 'abs':
    case 'sign':
    case 'sqrt':
    case 'cbrt':
    case 'log':
    case 'choose':
      return [a];
    case 'log1p':
      return [apply('add', a, number(1))];
    case 'tan':
      return [apply('cos', a)];
    case 'divide':
      return [b!];
    case 'pow': {
      const exponent = constantOf(b!);
      return exponent !== undefined && exponent >= 0 && Number.isInteger(exponent) ? [] : [a];
    }
    case 'min':
    case 'max':
    case 'larger':
    case 'largerEq':
    case 'smaller':
    case 'smallerEq':
      return [apply('subtract', a, b!)];
    default:
      return [];
  }
}

/** Zeros of a term, through its factors where it has some: a touching zero, as of x², changes no sign. */
function zeroBoundaries(term: Term, most: number): number[] {
  if (!dependsOnX(term)) return [];
  if (term.kind === 'apply') {
    const [a, b] = term.of;
    if (term.operation === 'multiply' || term.operation === 'divide')
      return [...zeroBoundaries(a!, most), ...zeroBoundaries(b!, most)];
    if (['abs', 'sign', 'sqrt', 'cbrt', 'unaryMinus'].includes(term.operation)) return zeroBoundaries(a!, most);
    if (term.operation === 'pow' && !dependsOnX(b!)) return zeroBoundaries(a!, most);
    if (term.operation === 'subtract' && constantOf(b!) === 0) return zeroBoundaries(a!, most);
  }
  const evaluate = compileTerm(term);
  const cell = new Float64Array(1);
  const signAt = (x: number): number => {
    cell[0] = x;
    evaluate(cell, cell, 0, 1);
    return Math.sign(cell[0]!);
  };
  const values = grid(reach);
  evaluate(values, values, 0, values.length);
  const found: number[] = [];
  // A zero at a point of the grid is met from both sides.
  for (let i = 1; i < values.length && found.length <= 2 * most + 1; i++) {
    const left = Math.sign(values[i - 1]!);
    if (!Object.is(left + 0, Math.sign(values[i]!) + 0)) {
      found.push(bisect(signAt, left, (i - 1) / density - reach, i / density - reach));
    }
  }
  return found;
}

/** The point between low and high where the sign stops being `left`: a zero itself where one of the last two is one. */
function bisect(signAt: (x: number) => number, left: number, low: number, high: number): number {
  let [a, b] = [low, high];
  for (let middle = (a + b) / 2; middle > a && middle < b; middle = (a + b) / 2) {
    if (Object.is(signAt(middle) + 0, left + 0)) a = middle;
    else b = middle;
  }
  return left === 0 ? a : b;
}

/** −limit … limit in steps of 1/64, exact. */
export function grid(limit: number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: 2 * limit * density + 1 }, (_, i) => i / density - limit);
}
