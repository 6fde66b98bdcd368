import { describe, expect, it } from 'vitest';
import { canonicalJson, scenarioDigest, sha256 } from '#odepth/scenario/digest';
import { resolve, valid, withLines } from './helpers.ts';

const digest = async (text: string) => scenarioDigest(await resolve(text));

describe('the digest of a scenario', () => {
  it('is SHA-256 (FIPS 180 examples)', async () => {
    expect(await sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(await sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('does not see key order, comments, notation, quick, purpose, workers or shards', async () => {
    const same = await digest(valid);
    expect(await digest(valid.split('\n').slice(0, 5).reverse().concat(valid.split('\n').slice(5)).join('\n'))).toBe(
      same,
    );
    expect(await digest(`# a comment\n${valid}`)).toBe(same);
    expect(await digest(withLines({ '  horizon': '  horizon: 1.0e+0', seed: 'seed: "7"' }))).toBe(same);
    expect(await digest(withLines({ quick: '' }))).toBe(same);
    expect(await digest(withLines({ purpose: 'purpose: Another sentence.' }))).toBe(same);
    expect(await digest(withLines({ sampling: 'sampling: {networks: 100, workers: 7}' }))).toBe(same);
    expect(await digest(withLines({ sampling: 'sampling: {networks: 100, shard: 32}' }))).toBe(same);
    expect(await digest(withLines({ sampling: 'sampling: {networks: 100, random: xoshiro}' }))).toBe(same);
  });

  it('sees everything that changes results', async () => {
    const changes = [
      { seed: 'seed: 8' },
      { '  width': '  width: 9' },
      { '  activation': '  activation: erf' },
      { inputs: 'inputs: {correlated: {count: 2, variance: 2, correlation: 0.30000000000000004}}' },
      { sampling: 'sampling: {networks: 101}' },
      { sampling: 'sampling: {networks: 100, random: philox}' },
      { theory: 'theory: {modeOrder: 9}' },
      { save: 'save: {count: 6}' },
      { name: 'name: other' },
    ];
    const digests = await Promise.all([digest(valid), ...changes.map((change) => digest(withLines(change)))]);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('rests on canonical JSON', () => {
    expect(canonicalJson({ b: [1, -0, 1e21, 0.1], a: { d: null, c: 'x"', e: undefined } })).toBe(
      '{"a":{"c":"x\\"","d":null},"b":[1,0,1e+21,0.1]}',
    );
    expect(() => canonicalJson({ a: Number.NaN })).toThrow('expected a finite number, came NaN');
  });
});
