import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '#odepth/scenario/suggest';
import { refusal, resolve, valid, withLines } from './helpers.ts';

describe('quick', () => {
  it('merges field by field, and only when asked for', async () => {
    expect((await resolve(valid)).sampling?.networks).toBe(100);
    const quick = await resolve(valid, { quick: true });
    expect(quick.sampling).toMatchObject({ networks: 10, sampler: 'block-law' });
    expect(quick.theory).toEqual((await resolve(valid)).theory);
  });

  it('removes a block with null', async () => {
    const text = withLines({ quick: 'quick: {sampling: null, inputs: {correlated: null, kernel: [[1]]}}' });
    const quick = await resolve(text, { quick: true });
    expect(quick.sampling).toBeNull();
    expect(quick.inputs).toEqual({ kernel: [[1]] });
  });

  it('cannot change the kind, the format or itself', async () => {
    for (const field of ['kind: kernel', 'format: 1', 'quick: {}']) {
      const message = await refusal(withLines({ quick: `quick: {${field}}` }));
      expect(message).toContain('test.yaml:16:9: quick.');
      expect(message).toContain('expected overrides that keep the kind and the format');
    }
    expect(await refusal(withLines({ quick: 'quick: fast' }))).toContain('expected a mapping of overrides');
  });

  it('is part of no result: a scenario without it resolves to the same', async () => {
    expect(await resolve(withLines({ quick: '' }))).toEqual(await resolve(valid));
  });
});

describe('--set', () => {
  it('replaces a value, adds one, removes a block, and reaches into lists', async () => {
    const set = ['sampling.networks=5', 'theory.depth=layers', 'save={times: [0, 0.5]}', 'save.times.1=1'];
    const scenario = await resolve(valid, { set });
    expect(scenario.sampling?.networks).toBe(5);
    expect(scenario.theory?.depth).toBe('layers');
    expect(scenario.save.times).toEqual([0, 1]);
    expect((await resolve(valid, { set: ['sampling=null'] })).sampling).toBeNull();
  });

  it('wins over quick', async () => {
    const set = ['sampling.networks=5'];
    expect((await resolve(valid, { quick: true, set })).sampling?.networks).toBe(5);
    expect((await resolve(valid, { quick: true, set: ['sampling=null'] })).sampling).toBeNull();
    expect((await resolve(valid, { quick: true, set: ['quick.sampling.networks=3'] })).sampling?.networks).toBe(3);
  });

  it('turns a name into a formula', async () => {
    const { ensemble } = await resolve(valid, { set: ['ensemble.activation.expression=x / (1 + abs(x))'] });
    expect(ensemble.activation).toEqual({ expression: 'x / (1 + abs(x))' });
  });

  it('refuses a misspelt path, showing the argument', async () => {
    expect(await refusal(valid, { set: ['ensemble.wdith=3'] })).toBe(
      `--set ensemble.wdith: expected one of the fields activation, biasVariance, horizon, layers, leak, residualScale, weightVariance, width, came "wdith"
   | ensemble.wdith=3
   | ^^^^^^^^^^^^^^
  did you mean width?`,
    );
    expect(await refusal(valid, { set: ['networks=3'] })).toContain('did you mean sampling.networks?');
  });

  it('refuses a wrong value at its place in the argument', async () => {
    expect(await refusal(valid, { set: ['inputs={kernel: [[1, 0.5], [0.4, 1]]}'] })).toBe(
      `--set inputs: inputs.kernel[1][0]: expected a symmetric kernel: [1][0] = [0][1] = 0.5, came 0.4
   | inputs={kernel: [[1, 0.5], [0.4, 1]]}
   |                             ^^^`,
    );
  });

  it('refuses what is not field=value', async () => {
    const expected = 'expected field.path=value';
    for (const argument of ['sampling', '=3', 'a..b=3', '.=1', '__proto__.x=1']) {
      expect(await refusal(valid, { set: [argument] })).toContain(expected);
    }
    expect(await refusal(valid, { set: ['save=[1'] })).toContain('came an error: Flow sequence must end with a ]');
    expect(await refusal(valid, { set: ['sampling.workrs=null'] })).toContain('null for a field that is not there');
    expect(await refusal(valid, { set: ['theory.closures=[exact]', 'theory.closures.1=exact'] })).toContain(
      'expected a list position from 0 to 0, came "1"',
    );
  });

  it('comes after the file in the list of issues, in the order of the arguments', async () => {
    const message = await refusal(withLines({ name: 'name: A' }), {
      set: ['ensemble.width=x', 'compare.tolerance=-1'],
    });
    expect(message.match(/^(test|--set [a-z.]+)/gm)).toEqual([
      'test',
      '--set ensemble.width',
      '--set compare.tolerance',
    ]);
  });
});

describe('did you mean', () => {
  it('counts a swap of neighbours as one edit', () => {
    expect(editDistance('wdith', 'width')).toBe(1);
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('ignores case, hyphens and underscores, and is silent when nothing is near', () => {
    expect(nearest('weight_variance', ['width', 'weightVariance'])).toBe('weightVariance');
    expect(nearest('gonly', ['source-only', 'g-only'])).toBe('g-only');
    expect(nearest('temperature', ['width', 'leak'])).toBeNull();
  });
});
