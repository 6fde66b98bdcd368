import { describe, expect, it } from 'vitest';
import { ScenarioError } from '#odepth/scenario/issue';
import { resolveScenario, type ScenarioOptions } from '#odepth/scenario/resolve';
import { studies } from '#odepth/study/registry';
import type { ValidityWindowScenario } from '#odepth/study/validity-window/window-scenario';

const valid = `format: 1
kind: validity-window
name: small
purpose: a sweep for the tests
seed: 5
ensemble: {activation: tanh, weightVariance: 2, residualScale: 0.5, horizon: 1}
inputs: {correlated: {count: 2, variance: 1, correlation: 0.4}}
sweep: {width: [8, 16]}
theory: {closures: [g-only], modeOrder: 6, depth: layers}
sampling: {networks: 40}
save: {count: 3}
`;

const withLine = (start: string, line: string) =>
  valid.replace(valid.split('\n').find((old) => old.startsWith(start))!, line);

async function resolve(text: string, options: ScenarioOptions = {}): Promise<ValidityWindowScenario> {
  const scenario = await resolveScenario({ file: 'test.yaml', text }, studies, options);
  if (scenario.kind !== 'validity-window') throw new Error(`a scenario of kind ${scenario.kind}`);
  return scenario;
}

async function refusal(text: string): Promise<string> {
  try {
    await resolve(text);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return 'not refused';
}

const sweptValues = async (sweep: string) =>
  (await resolve(withLine('sweep', `sweep: ${sweep}`))).sweep.map(({ field, values }) => [field, values]);

describe('a sweep', () => {
  it('is a list, a span, a logarithmic span or a range in mathjs syntax', async () => {
    expect(await sweptValues('{width: [8, 16]}')).toEqual([['width', [8, 16]]]);
    expect(await sweptValues('{width: {from: 16, to: 1024, count: 7, scale: log}}')).toEqual([
      ['width', [16, 32, 64, 128, 256, 512, 1024]],
    ]);
    expect(await sweptValues('{leak: {from: 0, to: 0.3, count: 4}, width: "2^(4:6)"}')).toEqual([
      ['width', [16, 32, 64]],
      ['leak', [0, 0.1, 0.2, 0.3]],
    ]);
    expect(await sweptValues('{width: "8:4:20"}')).toEqual([['width', [8, 12, 16, 20]]]);
    expect(await sweptValues('{width: "round([2.2, 2 * sqrt(25), 1e1 + (1:2)])"}')).toEqual([
      ['width', [2, 10, 11, 12]],
    ]);
  });

  it('rounds the widths of a span to whole numbers and keeps each value once', async () => {
    expect(await sweptValues('{width: {from: 4, to: 6, count: 5}}')).toEqual([['width', [4, 5, 6]]]);
    expect(await sweptValues('{width: [8, 16, 8]}')).toEqual([['width', [8, 16]]]);
  });

  it('over two fields has a point for every pair, the last field fastest', async () => {
    const { points } = await resolve(
      withLine('sweep', 'sweep: {correlation: [0, 0.5], width: [8, 16, 32]}').replace(', correlation: 0.4', ''),
    );
    expect(points.map(({ ensemble }) => [ensemble.width, ensemble.inputKernel[0]![1]])).toEqual([
      [8, 0],
      [8, 0.5],
      [16, 0],
      [16, 0.5],
      [32, 0],
      [32, 0.5],
    ]);
    expect(new Set(points.map(({ seed }) => seed)).size).toBe(6);
  });

  it('gives a point the same seed whatever else is swept', async () => {
    const { points } = await resolve(valid);
    const more = await resolve(withLine('sweep', 'sweep: {width: [4, 8, 12, 16]}'));
    expect(more.points.map(({ seed }) => seed)).toEqual(expect.arrayContaining(points.map(({ seed }) => seed)));
    const other = await resolve(withLine('seed', 'seed: 6'));
    expect(other.points[0]!.seed).not.toBe(points[0]!.seed);
  });

  it('of the residual scale moves each value to the nearest that makes a whole number of layers', async () => {
    const text = withLine('sweep', 'sweep: {residualScale: [0.05, 0.07]}')
      .replace('residualScale: 0.5, horizon: 1', 'width: 16, horizon: 2')
      .replace('save: {count: 3}', 'save: {count: 5}');
    const { points } = await resolve(text);
    expect(points.map(({ ensemble }) => ensemble.layers)).toEqual([800, 408]);
    expect(points[1]!.ensemble.residualScale).toBeCloseTo(Math.sqrt(2 / 408), 15);
    expect(points[1]!.ensemble.horizon).toBe(2);
  });

  it('rounds the number of networks up so that a later run can go on', async () => {
    const { sampling } = await resolve(valid);
    expect([sampling.networks, sampling.refineUpTo]).toEqual([48, 64 * 48]);
  });

  it('may be over activations, formulas among them', async () => {
    const text = withLine('sweep', 'sweep: {activation: [relu, {expression: "x / (1 + abs(x))"}]}').replace(
      'activation: tanh',
      'width: 16',
    );
    expect((await resolve(text)).sweep[0]).toMatchObject({ field: 'activation', scale: 'ordinal' });
  });
});

describe('a validity-window scenario is refused', () => {
  it.each([
    ['without a swept field', '{}', 'test.yaml:8:8: sweep: expected one or two of the fields width'],
    [
      'with three swept fields',
      '{width: [8, 16], leak: [0, 1], biasVariance: [0, 1]}',
      'came width, biasVariance, leak',
    ],
    [
      'for a swept field that is given as well',
      '{weightVariance: [1, 2], width: [8]}',
      'test.yaml:6:46: ensemble.weightVariance: expected no weightVariance here: it is swept',
    ],
    [
      'for a width below the number of inputs, at the value',
      '{width: [8, 1]}',
      'test.yaml:8:20: sweep.width[1]: expected a width of at least 2',
    ],
    ['for a bad value in a list', '{width: [8, 0.5]}', 'sweep.width[1]: expected an integer from 1 to 1000000'],
    ['for a bad value from a range', '{width: "0:4"}', 'sweep.width: expected an integer from 1 to 1000000'],
    ['for a range that is no range', '{width: "import(1)"}', 'the functions are sqrt, exp, log, log2, log10, round'],
    ['for an assignment in a range', '{width: "a=3"}', 'a character that no range needs'],
    ['for a range without end', '{width: "1:1e-9:2"}', 'more than 1000 values'],
    [
      'for a logarithmic span from 0',
      '{leak: {from: 0, to: 1, count: 3, scale: log}, width: [8]}',
      'expected from and to above 0 for scale: log',
    ],
    ['for a correlation no inputs have', '{correlation: [0.5, -2], width: [8]}', 'sweep.correlation[1]'],
    ['for a misspelt field', '{widht: [8]}', 'did you mean width?'],
  ])('%s', async (_, sweep, message) => {
    expect(await refusal(withLine('sweep', `sweep: ${sweep}`))).toContain(message);
  });

  it('for a field that is neither given nor swept', async () => {
    expect(await refusal(valid.replace('activation: tanh, ', ''))).toContain(
      'test.yaml:6:11: ensemble: expected ensemble.activation, here or under sweep, came neither',
    );
  });

  it('without a closure, and for a kernel field it does not have', async () => {
    expect(await refusal(valid.replace('closures: [g-only]', 'closures: []'))).toContain(
      'expected at least one closure',
    );
    expect(await refusal(`${valid}compare: {tolerance: 0.1}\n`)).toContain('came "compare"');
  });

  it('that wants to reach an error, which is what --refine is for, or a precision its engine does not have', async () => {
    const until = 'until: {quantity: K1, component: "0,0", standardError: 0.1}';
    expect(await refusal(withLine('sampling', `sampling: {networks: 40, ${until}}`))).toContain(
      'test.yaml:10:33: sampling.until: expected no such field here (a validity window samples on where its edges are undecided: odepth run --refine), came a mapping',
    );
    expect(await refusal(withLine('sampling', 'sampling: {networks: 40, atMost: 80}'))).toContain(
      'sampling.atMost: expected no such field here (a validity window has refineUpTo',
    );
    expect(
      await refusal(withLine('sampling', 'sampling: {networks: 40, engine: reference, precision: float32}')),
    ).toContain(
      'sampling.precision: expected a precision that the engine has, came the reference engine computes in float64, not in float32',
    );
  });
});
