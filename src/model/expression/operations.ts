import { erfInto, expInto, expm1Into, log1pInto, logInto, tanhInto } from '../../numeric/elementary.ts';

/** One vector operation: out[i] = f(a[i], b[i], …) for i < count; out is none of the arguments. */
export interface Operation {
  readonly arguments: number;
  apply(inputs: readonly Float64Array[], out: Float64Array, count: number): void;
}

type IntoRange = (x: Float64Array, out: Float64Array, start: number, end: number) => void;

// The frequent operations have loops of their own: one loop shared through a function argument is several times slower.

function ofRange(into: IntoRange): Operation {
  return { arguments: 1, apply: ([a], out, count) => into(a!, out, 0, count) };
}

function unary(f: (a: number) => number): Operation {
  return {
    arguments: 1,
    apply([a], out, count) {
      for (let i = 0; i < count; i++) out[i] = f(a![i]!);
    },
  };
}

function binary(f: (a: number, b: number) => number): Operation {
  return {
    arguments: 2,
    apply([a, b], out, count) {
      for (let i = 0; i < count; i++) out[i] = f(a![i]!, b![i]!);
    },
  };
}

const square: Operation = {
  arguments: 1,
  apply([a], out, count) {
    for (let i = 0; i < count; i++) out[i] = a![i]! * a![i]!;
  },
};

/** a^m by repeated squaring; 1/a^|m| for negative m. */
export function integerPower(exponent: number): Operation {
  if (exponent === 2) return square;
  const size = Math.abs(exponent);
  return {
    arguments: 1,
    apply([a], out, count) {
      for (let i = 0; i < count; i++) {
        let result = 1;
        let factor = a![i]!;
        for (let m = size; m > 0; m >>= 1) {
          if (m & 1) result *= factor;
          factor *= factor;
        }
        out[i] = exponent < 0 ? 1 / result : result;
      }
    },
  };
}

/** Functions an expression may call, with one argument unless noted. */
export const functionNames = [
  'abs',
  'sign',
  'sqrt',
  'cbrt',
  'exp',
  'expm1',
  'log',
  'log1p',
  'sin',
  'cos',
  'tan',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'erf',
  'pow',
  'min',
  'max',
] as const; // prettier-ignore
export type FunctionName = (typeof functionNames)[number];

/** Operators, under mathjs' names; `choose` is a ? b : c, comparisons give 1 or 0. */
export const operatorNames = [
  'add',
  'subtract',
  'multiply',
  'divide',
  'unaryMinus',
  'larger',
  'largerEq',
  'smaller',
  'smallerEq',
  'choose',
] as const;
export type OperationName = FunctionName | (typeof operatorNames)[number];

/**
 * Every operation on numbers. sqrt, abs and the operators are IEEE; exp, expm1, log, log1p, tanh, erf are this
 * project's; the rest are the engine's Math functions, whose last bit may differ between engines.
 */
export const operations: Readonly<Record<OperationName, Operation>> = {
  abs: {
    arguments: 1,
    apply([a], out, count) {
      for (let i = 0; i < count; i++) out[i] = Math.abs(a![i]!);
    },
  },
  sign: unary(Math.sign),
  sqrt: {
    arguments: 1,
    apply([a], out, count) {
      for (let i = 0; i < count; i++) out[i] = Math.sqrt(a![i]!);
    },
  },
  cbrt: unary(Math.cbrt),
  exp: ofRange(expInto),
  expm1: ofRange(expm1Into),
  log: ofRange(logInto),
  log1p: ofRange(log1pInto),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  tan: unary(Math.tan),
  atan: unary(Math.atan),
  sinh: unary(Math.sinh),
  cosh: unary(Math.cosh),
  tanh: ofRange(tanhInto),
  erf: ofRange(erfInto),
  pow: binary((a, b) => a ** b),
  min: {
    arguments: 2,
    apply([a, b], out, count) {
      for (let i = 0; i < count; i++) out[i] = Math.min(a![i]!, b![i]!);
    },
  },
  max: {
    arguments: 2,
    apply([a, b], out, count) {
      for (let i = 0; i < count; i++) out[i] = Math.max(a![i]!, b![i]!);
    },
  },
  add: {
    arguments: 2,
    apply([a, b], out, count) {
      for (let i = 0; i < count; i++) out[i] = a![i]! + b![i]!;
    },
  },
  subtract: {
    arguments: 2,
    apply([a, b], out, count) {
      for (let i = 0; i < count; i++) out[i] = a![i]! - b![i]!;
    },
  },
  multiply: {
    arguments: 2,
    apply([a, b], out, count) {
      for (let i = 0; i < count; i++) out[i] = a![i]! * b![i]!;
    },
  },
  divide: {
    arguments: 2,
    apply([a, b], out, count) {
      for (let i = 0; i < count; i++) out[i] = a![i]! / b![i]!;
    },
  },
  unaryMinus: {
    arguments: 1,
    apply([a], out, count) {
      for (let i = 0; i < count; i++) out[i] = -a![i]!;
    },
  },
  larger: {
    arguments: 2,
    apply([a, b], out, count) {
      for (let i = 0; i < count; i++) out[i] = a![i]! > b![i]! ? 1 : 0;
    },
  },
  largerEq: binary((a, b) => (a >= b ? 1 : 0)),
  smaller: binary((a, b) => (a < b ? 1 : 0)),
  smallerEq: binary((a, b) => (a <= b ? 1 : 0)),
  choose: {
    arguments: 3,
    apply([condition, a, b], out, count) {
      for (let i = 0; i < count; i++) out[i] = condition![i] !== 0 ? a![i]! : b![i]!;
    },
  },
};
