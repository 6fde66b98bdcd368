import { describe, expect, it } from 'vitest';
import { refusal, resolve, resolveKernel, withLines } from './helpers.ts';

describe('a resolved kernel scenario', () => {
  it('has every default filled in', async () => {
    const text = withLines({
      seed: '',
      sampling: '',
      theory: '',
      save: '',
      quick: '',
      inputs: 'inputs: {kernel: [[2]]}',
    });
    const scenario = await resolve(text);
    expect(scenario).toEqual({
      format: 1,
      kind: 'kernel',
      name: 'small',
      purpose: 'A scenario for tests.',
      seed: '0',
      ensemble: {
        activation: 'tanh',
        weightVariance: 2,
        biasVariance: 0,
        leak: 0,
        width: 8,
        residualScale: 0.1,
        horizon: 1,
        layers: 100,
        inputKernel: [[2]],
      },
      inputs: { kernel: [[2]] },
      theory: {
        closures: ['source-only', 'g-only', 'exact'],
        modeOrder: 'auto',
        truncation: 1e-3,
        tolerance: 1e-10,
        depth: 'continuous',
      },
      sampling: null,
      compare: { tolerance: 0.1, standardErrors: 3 },
      save: { times: expect.any(Array), layers: expect.any(Array) },
    });
    expect(scenario.save.times).toHaveLength(41);
    expect((await resolve(withLines({}))).sampling).toEqual({
      networks: 100,
      sampler: 'block-law',
      controlVariates: true,
      random: 'xoshiro',
      workers: 'auto',
    });
  });

  it('is plain data: JSON gives it back', async () => {
    const scenario = await resolve(withLines({}));
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
  });

  it('takes JSON as well as YAML', async () => {
    const scenario = await resolve(withLines({ quick: '' }));
    const { format, kind, name, purpose, seed, sampling } = scenario;
    const ensemble = { activation: 'tanh', weightVariance: 2, width: 8, residualScale: 0.1, horizon: 1 };
    const rest = { ensemble, inputs: scenario.inputs, theory: { modeOrder: 8 }, sampling, save: { count: 11 } };
    expect(await resolve(JSON.stringify({ format, kind, name, purpose, seed, ...rest }))).toEqual(scenario);
  });

  it('keeps all 64 bits of a seed, plain or quoted, and one form of it', async () => {
    for (const seed of ['18446744073709551615', '"18446744073709551615"', '0xffffffffffffffff']) {
      expect((await resolve(withLines({ seed: `seed: ${seed}` }))).seed).toBe('18446744073709551615');
    }
    expect((await resolve(withLines({ seed: 'seed: "007"' }))).seed).toBe('7');
    expect((await resolve(withLines({ seed: 'seed: 9007199254740993' }))).seed).toBe('9007199254740993');
    expect((await resolve(withLines({}), { set: ['seed=9007199254740993'] })).seed).toBe('9007199254740993');
  });

  it('empty closures mean sampling only', async () => {
    const scenario = await resolve(withLines({ theory: 'theory: {closures: []}' }));
    expect(scenario.theory).toBeNull();
    expect(scenario.sampling).not.toBeNull();
  });

  it('theory alone may be narrower than its inputs', async () => {
    const text = withLines({ '  width': '  width: 1', sampling: '', quick: '' });
    expect((await resolve(text)).ensemble.width).toBe(1);
  });
});

describe('horizon = residualScale^2 * layers', () => {
  const depth = async (fields: string) => {
    const text = withLines({ '  horizon': '', '  residualScale': fields, save: 'save: {count: 2}' });
    const { residualScale, horizon, layers } = (await resolve(text)).ensemble;
    return { residualScale, horizon, layers };
  };

  it('follows from any two, keeping what was given', async () => {
    expect(await depth('  residualScale: 0.05\n  horizon: 2')).toEqual({
      residualScale: 0.05,
      horizon: 2,
      layers: 800,
    });
    expect(await depth('  residualScale: 0.1\n  layers: 400')).toEqual({ residualScale: 0.1, horizon: 4, layers: 400 });
    expect(await depth('  horizon: 3\n  layers: 7')).toEqual({
      residualScale: Math.sqrt(3 / 7),
      horizon: 3,
      layers: 7,
    });
    const three = { residualScale: 0.1, horizon: 2, layers: 200 };
    expect(await depth('  residualScale: 0.1\n  horizon: 2\n  layers: 200')).toEqual(three);
  });

  it('takes 1e-9 as rounding and 1e-8 as a mistake', async () => {
    expect((await depth('  residualScale: 0.1\n  horizon: 1.0000000005')).layers).toBe(100);
    const text = withLines({ '  horizon': '  horizon: 1.00000001' });
    expect(await refusal(text)).toContain('expected a whole number of layers');
  });

  it('refuses less than one layer and more than a million', async () => {
    expect(await refusal(withLines({ '  horizon': '  horizon: 0.001' }))).toContain('for 1 layers: residualScale');
    expect(await refusal(withLines({ '  residualScale': '  residualScale: 1e-4' }))).toContain(
      'at most 1000000 layers',
    );
  });

  it('refuses depths that float64 cannot hold', async () => {
    for (const scale of ['1e-200', '1e200']) {
      const text = withLines({ '  residualScale': `  residualScale: ${scale}`, '  horizon': '  layers: 10' });
      expect(await refusal(text)).toContain('ensemble.residualScale: expected a depth that float64 can hold');
    }
  });

  it('allows a leak that forgets the layer before (kappa e^2 = 1) and nothing stronger', async () => {
    expect(await refusal(withLines({ '  horizon': '  horizon: 1\n  leak: 100' }))).toBe('not refused');
    expect(await refusal(withLines({ '  horizon': '  horizon: 1\n  leak: 101' }))).toContain('came 1.01');
  });
});

describe('K(0)', () => {
  const kernel = async (inputs: string) =>
    (await resolve(withLines({ inputs: `inputs: ${inputs}` }))).ensemble.inputKernel;

  it('of equally correlated inputs, down to the most negative correlation', async () => {
    expect(await kernel('{correlated: {count: 2, variance: 2, correlation: 0.25}}')).toEqual([
      [2, 0.5],
      [0.5, 2],
    ]);
    expect(await kernel('{correlated: {count: 1, variance: 2}}')).toEqual([[2]]);
    expect((await kernel('{correlated: {count: 5, variance: 1, correlation: -0.25}}')).length).toBe(5);
  });

  it('of points is X X^T / d', async () => {
    expect(await kernel('{points: [[1, 2], [3, -4], [0, 1]]}')).toEqual([
      [2.5, -2.5, 1],
      [-2.5, 12.5, -2],
      [1, -2, 0.5],
    ]);
    expect(await refusal(withLines({ inputs: 'inputs: {points: [[1, 2], [3]]}' }))).toContain(
      'inputs.points[1]: expected 2 coordinates in every row, as in row 0, came 1 in row 1',
    );
    expect(await refusal(withLines({ inputs: 'inputs: {points: [[1, 2], [0, 0]]}' }))).toContain('above 0 for input 1');
    expect(await refusal(withLines({ inputs: 'inputs: {points: [[1e200]]}' }))).toContain('overflows');
  });

  it('given as a matrix may be singular, and loses rounding asymmetry', async () => {
    expect(await kernel('{kernel: [[1, 1], [1, 1]]}')).toEqual([
      [1, 1],
      [1, 1],
    ]);
    const [[, right], [left]] = (await kernel('{kernel: [[3, 0.1], [0.10000000000000002, 3]]}')) as [
      number[],
      number[],
    ];
    expect(right).toBe(left);
    expect(await refusal(withLines({ inputs: 'inputs: {kernel: [[1, 0], [0, 0]]}' }))).toContain('above 0 for input 1');
    expect(await refusal(withLines({ inputs: 'inputs: {kernel: [[1, 1.0001], [1.0001, 1]]}' }))).toContain(
      'semidefinite',
    );
  });

  it('of a points file needs somebody to read it', async () => {
    const text = withLines({ inputs: 'inputs: {file: points.npy}' });
    expect(await refusal(text)).toContain('expected inputs without a file: nothing can be read here');
    const readPoints = async () => ({ shape: [2, 2], data: Float64Array.of(1, 0, 1, 1) });
    const scenario = await resolveKernel({ file: 'test.yaml', text, readPoints });
    expect(scenario.ensemble.inputKernel).toEqual([
      [0.5, 0.5],
      [0.5, 1],
    ]);
  });
});

describe('saved depths', () => {
  const saved = async (save: string, theory = 'theory: {modeOrder: 8}', sampling = 'sampling: {networks: 100}') =>
    (await resolve(withLines({ save: `save: ${save}`, theory, sampling, quick: '' }))).save;

  it('move to distinct layers when networks are sampled', async () => {
    expect(await saved('{count: 4}')).toEqual({ times: [0, 0.33, 0.67, 1], layers: [0, 33, 67, 100] });
    const all = await saved('{count: 1000}');
    expect(all.layers).toEqual(Array.from({ length: 101 }, (_, layer) => layer));
    expect(await saved('{count: 4}', 'theory: {depth: layers}', '')).toEqual(await saved('{count: 4}'));
  });

  it('stay equally spaced for continuous theory alone, with the layer named where there is one', async () => {
    expect(await saved('{count: 5}', 'theory: {}', '')).toEqual({
      times: [0, 0.25, 0.5, 0.75, 1],
      layers: [0, 25, 50, 75, 100],
    });
    expect(await saved('{count: 4}', 'theory: {}', '')).toEqual({
      times: [0, 1 / 3, 2 / 3, 1],
      layers: [0, null, null, 100],
    });
  });

  it('given by name are kept, without additions', async () => {
    expect(await saved('{times: [0.1, 0.3]}')).toEqual({ times: [0.1, 0.3], layers: [10, 30] });
    expect(await saved('{times: [0.12345]}', 'theory: {}', '')).toEqual({ times: [0.12345], layers: [null] });
  });

  it('on layers take the exact depth of the layer', async () => {
    expect(await saved('{times: [0.30000000000000004]}')).toEqual({ times: [0.3], layers: [30] });
  });
});
