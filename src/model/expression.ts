import { ExpressionError } from './expression/error.ts';
import { findKinks, grid } from './expression/kinks.ts';
import { compileTerm, type VectorFunction } from './expression/program.ts';
import { dependsOnX, parseTerm } from './expression/term.ts';

export { ExpressionError } from './expression/error.ts';

/** A scenario's expression of x, ready to be used as σ. */
export interface CompiledExpression {
  readonly text: string;
  /** Decided by exact comparison of σ(x) and σ(−x) at multiples of 1/64 up to 50: 'none' where rounding breaks it. */
  readonly parity: 'odd' | 'even' | 'none';
  /** Real points where σ may fail to be analytic, ascending; at most 64. */
  readonly kinks: readonly number[];
  readonly into: VectorFunction;
}

const reach = 50;
const largestKinkCount = 64;

/**
 * Compiles an expression of x: numbers, x, pi, e, + − * / ^, comparisons, a ? b : c, and a list of functions. Products
 * may be implied (2x), as in mathjs; comparisons are exact and give 1 or 0; nothing else that mathjs knows is reachable.
 * σ must be finite and not constant on |x| ≤ 50: tested at multiples of 1/64, at the kinks and at their neighbours, so a
 * pole is refused wherever it lies.
 * @throws ExpressionError with the offset of the offending part.
 */
export function compileExpression(text: string): Promise<CompiledExpression> {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  if (compiled.size >= mostKept) compiled.clear();
  const made = compile(text);
  compiled.set(text, made);
  return made;
}

/** Expressions of this process: the points of a sweep ask for the same one again and again. */
const compiled = new Map<string, Promise<CompiledExpression>>();
const mostKept = 256;

async function compile(text: string): Promise<CompiledExpression> {
  const term = await parseTerm(text, ['x']);
  if (!dependsOnX(term)) throw new ExpressionError('the expression does not depend on x', 0);
  const into = compileTerm(term);
  const kinks = findKinks(term, largestKinkCount);
  const x = grid(reach);
  const values = new Float64Array(x.length);
  into(x, values, 0, x.length);
  refuseInfinite(x, values);
  if (values.every((value) => value === values[0])) {
    throw new ExpressionError(`the expression does not depend on x: it is ${values[0]} for all |x| ≤ ${reach}`, 0);
  }
  refusePoles(into, kinks);
  if (kinks.length > largestKinkCount) {
    throw new ExpressionError(
      `the expression has more than ${largestKinkCount} kinks; Gaussian averages would not converge`,
      0,
    );
  }
  return { text, parity: parityOf(values), kinks, into };
}

function refuseInfinite(x: Float64Array, values: Float64Array): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new ExpressionError(
    `the expression gives ${values[bad]} at x = ${x[bad]}; an activation must be finite for all |x| ≤ ${reach}`,
    0,
  );
}

/** Beside a kink a finite function is not 10⁴ times larger than 1/64 away from it. */
function refusePoles(into: VectorFunction, kinks: readonly number[]): void {
  for (const kink of kinks) {
    if (Math.abs(kink) > reach) continue;
    const ulp = Math.max(Math.abs(kink) * 2 ** -52, 2 ** -1074);
    const x = Float64Array.of(
      kink - 2 * ulp,
      kink - ulp,
      kink,
      kink + ulp,
      kink + 2 * ulp,
      kink - 1 / 64,
      kink + 1 / 64,
    );
    const values = new Float64Array(x.length);
    into(x, values, 0, x.length);
    refuseInfinite(x, values);
    const scale = 1 + Math.max(Math.abs(values[5]!), Math.abs(values[6]!));
    if (values.some((value) => Math.abs(value) > 1e4 * scale)) {
      throw new ExpressionError(
        `the expression grows without bound near x = ${kink}; an activation must be finite for all |x| ≤ ${reach}`,
        0,
      );
    }
  }
}

/** Parity of a function from its values on a grid symmetric about 0. */
function parityOf(values: Float64Array): 'odd' | 'even' | 'none' {
  const last = values.length - 1;
  if (values.every((value, i) => value === -values[last - i]!)) return 'odd';
  return values.every((value, i) => value === values[last - i]) ? 'even' : 'none';
}
