import { describe, expect, it } from 'vitest';
import { refusal, resolve, withLines } from './helpers.ts';

const averaged = (theory: string, change: Record<string, string> = {}) => withLines({ theory, ...change });
const published = (value: string) => withLines({ quick: `published: {source: a paper, values: [${value}]}` });
const good = 'quantity: K0, component: "0,0", t: 1, theory: "4.3730"';

describe('theory.average', () => {
  it('is kept when given and absent when not', async () => {
    const given = await resolve(averaged('theory: {modeOrder: 8, average: {gaussHermite: 32}}'));
    expect(given.theory?.average).toEqual({ gaussHermite: 32 });
    expect(Object.keys((await resolve(withLines({}))).theory!)).not.toContain('average');
  });

  it('is refused for other activations than tanh, at its place', async () => {
    const text = averaged('theory: {average: {gaussHermite: 32}}', { '  activation': '  activation: erf' });
    expect(await refusal(text)).toMatch(
      /^test.yaml:13:19: theory.average: expected the activation tanh: .*, came erf\n/,
    );
  });

  it('is refused without a closure that it applies to, and beyond 2 to 128 nodes', async () => {
    expect(await refusal(averaged('theory: {closures: [exact], average: {gaussHermite: 32}}'))).toContain(
      'theory.average: expected source-only or g-only among theory.closures',
    );
    for (const nodes of ['1', '129', '2.5']) {
      expect(await refusal(averaged(`theory: {average: {gaussHermite: ${nodes}}}`))).toContain(
        `theory.average.gaussHermite: expected an integer from 2 to 128 (nodes of the Gauss-Hermite rule; the paper has 32), came ${nodes}`,
      );
    }
  });
});

describe('published', () => {
  it('keeps numbers as they are printed, and is absent when not given', async () => {
    expect((await resolve(published(`{${good}}`))).published).toEqual({
      source: 'a paper',
      values: [{ quantity: 'K0', component: '0,0', t: 1, theory: '4.3730' }],
    });
    expect(Object.keys(await resolve(withLines({})))).not.toContain('published');
  });

  it.each([
    [
      '{quantity: K0, component: "1,0", t: 1, theory: 1}',
      'component: expected a component of K0: 0,0 | 0,1 | 1,1, came "1,0"',
    ],
    ['{quantity: V4, component: "0,0", t: 1, theory: 1}', 'component: expected a component of V4: 0,0,0,0 | 0,0,0,1'],
    [
      '{quantity: K2, component: "0,0", t: 1, theory: 1}',
      'quantity: expected one of K0, G, V4, K1, U1, R, Rtransport, Rsource, Rstep, Sigma (the quantity), came the text "K2"',
    ],
    [
      '{quantity: R, component: "0,0,0,0", t: 1, sampled: 1}',
      'quantity: expected sampling: {residuals: true} beside numbers for R, which nothing else computes',
    ],
    ['{quantity: K0, component: "0,0", t: 0.55, theory: 1}', 't: expected one of the saved depths, came 0.55'],
    ['{quantity: K0, component: "0,0", t: 1}', 'values[0]: expected theory, sampled or both, came neither'],
    [
      '{quantity: K0, component: "0,0", t: 1, theory: 1, sampledError: 0.1}',
      'sampledError: expected sampledError beside sampled, came 0.1 alone',
    ],
    [
      '{quantity: K0, component: "0,0", t: 1, theory: "about 4"}',
      'theory: expected a finite number, or its digits as text',
    ],
    [
      `{${good}}, {${good}}`,
      'values[1]: expected each quantity, component and depth once, or for different widths, came K0[0,0] at t = 1 again',
    ],
  ])('%s is refused at its place', async (value, words) => {
    expect(await refusal(published(value))).toContain(words);
  });

  it('takes one value for several widths', async () => {
    const { published: kept } = await resolve(published(`{${good}}, {${good}, width: 128}`));
    expect(kept!.values).toHaveLength(2);
  });
});
