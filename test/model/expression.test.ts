import fc from 'fast-check';
import { compile } from 'mathjs/number';
import { describe, expect, it } from 'vitest';
import { compileExpression, ExpressionError } from '#odepth/model/expression';

async function values(text: string, x: readonly number[]): Promise<number[]> {
  const { into } = await compileExpression(text);
  const out = Float64Array.from(x);
  into(out, out, 0, out.length);
  return [...out];
}

async function refusal(text: string): Promise<ExpressionError> {
  const outcome = await compileExpression(text).catch((error: unknown) => error);
  if (outcome instanceof ExpressionError) return outcome;
  throw new Error(`"${text}" was not refused as an expression`);
}

describe('values', () => {
  const x = [-7.5, -1.25, -0.3, 0, 0.1, 1, 2.75, 9];

  it.each<[string, (x: number) => number]>([
    ['2x^2 - 3 x + 1', (x) => 2 * x * x - 3 * x + 1],
    ['-x^2', (x) => -x * x],
    ['x^3 / (1 + x^2)^(3/2)', (x) => x ** 3 / (1 + x * x) ** 1.5],
    ['abs(x)^0.5 sign(x)', (x) => Math.sqrt(Math.abs(x)) * Math.sign(x)],
    ['(1 + x^2)^-2', (x) => 1 / (1 + x * x) ** 2],
    ['pi * x - e', (x) => Math.PI * x - Math.E],
    ['e^x', Math.exp],
    ['max(-1, min(x, 1), -2)', (x) => Math.max(-1, Math.min(x, 1))],
    ['x > 0 ? x : expm1(x)', (x) => (x > 0 ? x : Math.expm1(x))],
    ['x < -1 ? -1 : x > 1 ? 1 : x', (x) => Math.max(-1, Math.min(x, 1))],
    ['(-1 <= x < 2) * x', (x) => (x >= -1 && x < 2 ? x : 0)],
    ['x * (x > 0) + 1e-2 x * (x <= 0)', (x) => (x > 0 ? x : 0.01 * x)],
    ['log1p(x^2) + log(2 + cos(x))', (x) => Math.log1p(x * x) + Math.log(2 + Math.cos(x))],
    ['sin(x) + atan(x) + cbrt(x) + tanh(x)', (x) => Math.sin(x) + Math.atan(x) + Math.cbrt(x) + Math.tanh(x)],
    ['sinh(x / 4) - cosh(x / 4)', (x) => -Math.exp(-x / 4)],
    ['+x\n + pow(x, 2)', (x) => x + x * x],
  ])('%s', async (text, f) => {
    const found = await values(text, x);
    found.forEach((value, i) => {
      const expected = f(x[i]!);
      expect(Math.abs(value - expected), `at ${x[i]}`).toBeLessThanOrEqual(2e-14 * Math.max(1, Math.abs(expected)));
    });
  });

  it('do not depend on where a range starts, for any length, in place or not', async () => {
    const { into } = await compileExpression('x > 0.5 ? tanh(x) : x / (2 + x^2)');
    const input = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i));
    const whole = new Float64Array(1000);
    into(input, whole, 0, 1000);
    const parts = new Float64Array(1000);
    for (const [start, end] of [
      [700, 1000],
      [0, 1],
      [1, 257],
      [257, 700],
    ] as const)
      into(input, parts, start, end);
    expect(parts).toEqual(whole);
    into(input, input, 0, 1000);
    expect(input).toEqual(whole);
  });

  it("agree with mathjs' own evaluation on random expressions", async () => {
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom('x', 'x', '0.5', '2', 'pi', '1.5e-1'),
        fc
          .tuple(tie('expression'), fc.constantFrom(' + ', ' - ', '*', ' '), tie('expression'))
          .map(([a, s, b]) => `(${a})${s}(${b})`),
        tie('expression').map((a) => `(${a})/(2 + (${a})^2)`),
        tie('expression').map((a) => `-(${a})^3`),
        fc
          .tuple(fc.constantFrom('tanh', 'sin', 'abs', 'atan', 'cbrt', 'erf'), tie('expression'))
          .map(([f, a]) => `${f}(${a})`),
        fc
          .tuple(fc.constantFrom('min', 'max'), tie('expression'), tie('expression'))
          .map(([f, a, b]) => `${f}(${a}, ${b})`),
      ),
    }));
    const x = [-3.1, -0.7, 0, 0.2, 1.9];
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(expression, async (text) => {
        const outcome = await compileExpression(text).catch((error: unknown) => error);
        if (outcome instanceof ExpressionError) return;
        const found = await values(text, x);
        const theirs = compile(text);
        x.forEach((value, i) => {
          const expected: number = theirs.evaluate({ x: value });
          expect(Math.abs(found[i]! - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
        });
        compared++;
      }),
      { seed: 4, numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(50);
  });
});

describe('structure', () => {
  it.each<[string, 'odd' | 'even' | 'none', number[]]>([
    ['tanh(x)', 'odd', []],
    ['x / (1 + abs(x))', 'odd', [0]],
    ['exp(-x^2)', 'even', []],
    ['x^2 + x', 'none', []],
    ['max(0, x)', 'none', [0]],
    ['min(max(x, -1), 1)', 'odd', [-1, 1]],
    ['abs(x - 0.3)', 'none', [0.3]],
    ['sqrt((x - 0.3)^2)', 'none', [0.3]],
    ['abs(x^2 - 2)', 'even', [-Math.SQRT2, Math.SQRT2]],
    ['abs(max(0, x))', 'none', [0]],
    ['x < 1/3 ? x : 1/3', 'none', [1 / 3]],
    ['-1 < x < 2 ? 1 : 0', 'none', [-1, 2]],
    ['cbrt(2 x + 1)', 'none', [-0.5]],
    ['abs(x)^1.5', 'even', [0]],
    ['sign(x) * log1p(abs(x))', 'odd', [0]],
    ['x / sqrt(1 + x^2)', 'odd', []],
  ])('%s is %s', async (text, parity, kinks) => {
    const compiled = await compileExpression(text);
    expect(compiled.parity).toBe(parity);
    expect(compiled.kinks).toHaveLength(kinks.length);
    kinks.forEach((kink, i) => {
      expect(Math.abs(compiled.kinks[i]! - kink)).toBeLessThanOrEqual(2 ** -52 * Math.abs(kink));
    });
  });

  it('finds every kink of a rectified sine', async () => {
    const { kinks } = await compileExpression('abs(sin(x))');
    expect(kinks).toHaveLength(39);
    kinks.forEach((kink, i) => {
      expect(kink).toBeCloseTo((i - 19) * Math.PI, 12);
    });
  });
});

describe('refusals', () => {
  it.each<[string, number, RegExp]>([
    ['', 0, /empty/],
    ['  ', 0, /empty/],
    ['2 + foo(x)', 4, /"foo" is not known here.*functions abs, sign/],
    ['y + 1', 0, /"y" is not known/],
    ['x + heaviside', 4, /"heaviside" is not known/],
    ['1 + sin x', 4, /"sin" is a function: write sin\(…\)/],
    ['2 + x(2)', 4, /"x" is not a function: write x \* \(…\)/],
    ['pi(x)', 0, /"pi" is not a function/],
    ['x = 2', 2, /assignments/],
    ['f(x) = x', 5, /assignments/],
    ['x == 2', 2, /equality/],
    ['x != 2', 2, /inequality/],
    ['"a" + x', 0, /strings/],
    ['x + [1, 2]', 4, /matrices/],
    ['{a: x}', 0, /objects/],
    ['x.constructor', 1, /dot/],
    ['x .* x', 2, /dot/],
    ['2.^x', 1, /dot/],
    ['x; 2', 1, /single expression/],
    ['x!', 1, /factorials/],
    ['x | 1', 2, /bitwise/],
    ['x % 2', 2, /not allowed/],
    ['x # note', 2, /not allowed/],
    ['λ', 0, /"λ": this is not allowed/],
    ['x + 0x', 4, /another base: write 0 \* x/],
    ['x + 5 cm', 6, /"cm" is not known/],
    ['x + i', 4, /"i" is not known/],
    ['import(x)', 0, /"import" is not known/],
    ['1:x', 1, /ranges/],
    ['(x > 0 ? 1) : 2', 12, /":" belongs to no "\?"/],
    ['x)', 1, /closes no bracket/],
    ['(x', 2, /parenthesis \) expected/],
    ['x +* 2', 3, /value expected/],
    ['x ? 1', 5, /false part/],
    ['(x, 2)', 2, /expected/],
    ['1 + sqrt(x, 1)', 4, /"sqrt" takes 1 argument, got 2/],
    ['x + max(pi, x) + max(x)', 17, /"max" takes 2 or more arguments, got 1/],
    ['1 - pow(x)', 4, /"pow" takes 2 arguments, got 1/],
    ['3 + pi', 0, /does not depend on x/],
    ['0 * x', 0, /does not depend on x: it is 0/],
    ['x > 100 ? 1 : 2', 0, /does not depend on x: it is 2 for all \|x\| ≤ 50/],
    ['log(x)', 0, /gives NaN at x = -50/],
    ['1 / x', 0, /gives -?Infinity at x = 0/],
    ['1 / (x - 0.3)', 0, /gives -?Infinity at x = 0.3/],
    ['tan(x)', 0, /grows without bound near x = -?\d/],
    ['1 / sqrt(abs(x^2 - 2))', 0, /grows without bound near x = -1.414/],
    ['exp(x^2)', 0, /gives Infinity at x = -50/],
    ['abs(sin(20 x))', 0, /more than 64 kinks/],
    ['x + '.repeat(300), 1000, /has 1200 characters; at most 1000/],
    [`x${'+x'.repeat(200)}`, 300, /more than 300 numbers/],
    [`${'('.repeat(60)}x${')'.repeat(60)}`, 39, /nested more than 40 deep/],
  ])('%s', async (text, offset, message) => {
    const error = await refusal(text);
    expect(error.message).toMatch(message);
    expect(error.offset).toBe(offset);
  });

  it('a pole in the branch not taken does no harm', async () => {
    expect(await values('x > 0 ? x / (1 + x) : 0', [-1, 0, 1])).toEqual([0, 0, 0.5]);
  });

  it('no text makes it fail in another way', async () => {
    const piece = fc.constantFrom(
      'x',
      '2',
      '(',
      ')',
      '+',
      '-',
      '^',
      '?',
      ':',
      ',',
      '<',
      'tan',
      'max',
      ' ',
      '0',
      'e',
      '.5',
      '/',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 14 }), async (pieces) => {
        const outcome = await compileExpression(pieces.join('')).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ExpressionError);
      }),
      { seed: 5, numRuns: 2000 },
    );
  });
});
