import { describe, expect, it } from 'vitest';
import { ScenarioError } from '#odepth/scenario/issue';
import { refusal, resolve, valid, withLines } from './helpers.ts';

/** [what is wrong, the scenario, the whole refusal] */
const refused: [string, string, string][] = [
  [
    'an unknown field, with the field that was meant',
    withLines({ '  width': '  wdith: 8' }),
    `test.yaml:9:3: ensemble.wdith: expected one of the fields activation, biasVariance, horizon, layers, leak, residualScale, weightVariance, width, came "wdith"
  9 |   wdith: 8
    |   ^^^^^
  did you mean width?`,
  ],
  [
    'a field in the wrong block, with its place',
    `${valid}modeOrder: 8\n`,
    `test.yaml:17:1: modeOrder: expected one of the fields compare, ensemble, format, inputs, kind, name, published, purpose, quick, sampling, save, seed, theory, came "modeOrder"
  17 | modeOrder: 8
     | ^^^^^^^^^
  did you mean theory.modeOrder?`,
  ],
  [
    'a number written as text',
    withLines({ '  weightVariance': '  weightVariance: "2"' }),
    `test.yaml:8:19: ensemble.weightVariance: expected a number above 0 (C_W: weights have variance C_W / width), came the text "2"
  8 |   weightVariance: "2"
    |                   ^^^
  write the number without quotes`,
  ],
  [
    'a misspelt activation',
    withLines({ '  activation': '  activation: tahn' }),
    `test.yaml:7:15: ensemble.activation: expected one of identity, relu, leaky-relu, tanh, erf, gelu, softplus, swish, or {expression: "a function of x"} (sigma, acting on each neuron), came the text "tahn"
  7 |   activation: tahn
    |               ^^^^
  did you mean tanh?`,
  ],
  [
    'a kernel that is not positive semidefinite',
    withLines({ inputs: 'inputs: {kernel: [[1, 2], [2, 1]]}' }),
    `test.yaml:12:18: inputs.kernel: expected a positive semidefinite kernel (a covariance), came eigenvalues from -1.000 to 3.000
  12 | inputs: {kernel: [[1, 2], [2, 1]]}
     |                  ^^^^^^^^^^^^^^^^
  no inputs have such a kernel; |K[a][b]| <= sqrt(K[a][a] K[b][b]) is necessary but not sufficient`,
  ],
  [
    'a shard that no tree of sums is made of',
    withLines({ sampling: 'sampling: {networks: 100, shard: 24}' }),
    `test.yaml:14:34: sampling.shard: expected a power of two from 16 to 1048576 (networks in one kept shard, the unit of what is shared out and of what an interrupted run resumes from; results do not depend on it; default: about a second of work), came 24
  14 | sampling: {networks: 100, shard: 24}
     |                                  ^^`,
  ],
  [
    'shards so small that there would be a million files',
    withLines({ sampling: 'sampling: {networks: 16000000, shard: 16}' }),
    `test.yaml:14:39: sampling.shard: expected at most 100000 shards, came 16, which makes 1000000
  14 | sampling: {networks: 16000000, shard: 16}
     |                                       ^^
  leave shard out: it is then chosen by the work`,
  ],
  [
    'an asymmetric kernel',
    withLines({ inputs: 'inputs: {kernel: [[1, 0.5], [0.4, 1]]}' }),
    `test.yaml:12:30: inputs.kernel[1][0]: expected a symmetric kernel: [1][0] = [0][1] = 0.5, came 0.4
  12 | inputs: {kernel: [[1, 0.5], [0.4, 1]]}
     |                              ^^^`,
  ],
  [
    'a kernel that is not square',
    withLines({ inputs: 'inputs: {kernel: [[1, 0.5], [0.5, 1, 0]]}' }),
    `test.yaml:12:29: inputs.kernel[1]: expected 2 numbers in every row of a 2 x 2 kernel, came 3 in row 1
  12 | inputs: {kernel: [[1, 0.5], [0.5, 1, 0]]}
     |                             ^^^^^^^^^^^`,
  ],
  [
    'a correlation that no inputs have',
    withLines({ inputs: 'inputs: {correlated: {count: 3, variance: 1, correlation: -0.6}}' }),
    `test.yaml:12:59: inputs.correlated.correlation: expected a correlation from -0.5 (that is -1/(count - 1)) to 1 for 3 inputs, came -0.6
  12 | inputs: {correlated: {count: 3, variance: 1, correlation: -0.6}}
     |                                                           ^^^^
  no Gaussian inputs can be more negatively correlated than that: the kernel would not be PSD`,
  ],
  [
    'inputs given in two forms',
    withLines({ inputs: 'inputs: {correlated: {count: 2, variance: 1}, kernel: [[1]]}' }),
    `test.yaml:12:1: inputs: expected exactly one of correlated, file, kernel, points, came correlated and kernel
  12 | inputs: {correlated: {count: 2, variance: 1}, kernel: [[1]]}
     | ^^^^^^
  keep one (in quick, null removes a field; --set a={...} replaces a whole block)`,
  ],
  [
    'a fractional number of layers, with the nearest whole one',
    withLines({ '  residualScale': '  residualScale: 0.07', save: '' }),
    `test.yaml:11:12: ensemble.horizon: expected a whole number of layers: horizon / residualScale^2 within 1e-9 of an integer, came 204.081632653 layers
  11 |   horizon: 1
     |            ^
  for 204 layers: residualScale: 0.0700140042014, or horizon: 0.9996`,
  ],
  [
    'one of the three depth fields alone',
    withLines({ '  horizon': '' }),
    `test.yaml:10:18: ensemble.residualScale: expected two of residualScale, horizon, layers, came residualScale only
  10 |   residualScale: 0.1
     |                  ^^^
  horizon = residualScale^2 * layers`,
  ],
  [
    'three depth fields that disagree',
    withLines({ '  horizon': '  horizon: 1\n  layers: 90' }),
    `test.yaml:12:11: ensemble.layers: expected horizon = residualScale^2 * layers to 1e-9, came horizon 1 and residualScale^2 * layers = 0.9
  12 |   layers: 90
     |           ^^
  leave one of the three out`,
  ],
  [
    'a network narrower than its inputs when sampling',
    withLines({ '  width': '  width: 1' }),
    `test.yaml:9:10: ensemble.width: expected a width of at least 2, the number of inputs, for sampling, came 1
  9 |   width: 1
    |          ^
  a G built from fewer neurons than inputs is singular; leave the sampling block out for theory only`,
  ],
  [
    'NaN',
    withLines({ '  weightVariance': '  weightVariance: .nan' }),
    `test.yaml:8:19: ensemble.weightVariance: expected a number above 0 (C_W: weights have variance C_W / width), came .nan
  8 |   weightVariance: .nan
    |                   ^^^^`,
  ],
  [
    'infinity',
    withLines({ '  horizon': '  horizon: .inf' }),
    `test.yaml:11:12: ensemble.horizon: expected a number above 0 (T = epsilon^2 L: depth time of the last layer), came .inf
  11 |   horizon: .inf
     |            ^^^^`,
  ],
  [
    'neither theory nor sampling',
    withLines({ theory: 'theory: {closures: []}', sampling: '', quick: '' }),
    `test.yaml:13:20: theory.closures: expected theory, sampling or both, came neither: theory.closures is empty and there is no sampling block
  13 | theory: {closures: []}
     |                    ^^
  name a closure (source-only, g-only, exact) or add sampling: {networks: 1000}`,
  ],
  [
    'the path theory of two inputs, in continuous depth',
    withLines({ theory: 'theory: {closures: [exact, path], modeOrder: 8}' }),
    `test.yaml:13:28: theory.closures[1]: expected depth: layers for the closure path, came path with depth: continuous
  13 | theory: {closures: [exact, path], modeOrder: 8}
     |                            ^^^^
  the path theory goes layer by layer: write theory: {depth: layers}, or leave path out
test.yaml:13:28: theory.closures[1]: expected one distinct input for the closure path, came path with 2 distinct inputs
  13 | theory: {closures: [exact, path], modeOrder: 8}
     |                            ^^^^
  leave path out, or study one of the inputs alone`,
  ],
  [
    'networks and an error to be reached',
    withLines({
      sampling: 'sampling: {networks: 100, until: {quantity: K1, component: "0,0", standardError: 0.1}, atMost: 1000}',
      quick: '',
    }),
    `test.yaml:14:34: sampling.until: expected either networks, or until and atMost, came networks and until and atMost
  14 | sampling: {networks: 100, until: {quantity: K1, component: "0,0", standardError: 0.1}, atMost: 1000}
     |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  for example sampling: {networks: 1000}, or sampling: {until: {quantity: K1, component: "0,0", standardError: 0.025}, atMost: 1000000} (in quick, null removes a field)`,
  ],
  [
    'an error to be reached without an end',
    withLines({
      sampling: 'sampling: {until: {quantity: K1, component: "0,0", standardError: 0.1}}',
      quick: '',
    }),
    `test.yaml:14:19: sampling.until: expected either networks, or until and atMost, came until alone
  14 | sampling: {until: {quantity: K1, component: "0,0", standardError: 0.1}}
     |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  for example sampling: {networks: 1000}, or sampling: {until: {quantity: K1, component: "0,0", standardError: 0.025}, atMost: 1000000} (in quick, null removes a field)`,
  ],
  [
    'sampling that does not say how many networks',
    withLines({ sampling: 'sampling: {sampler: block-law}', quick: '' }),
    `test.yaml:14:11: sampling: expected either networks, or until and atMost, came none of them
  14 | sampling: {sampler: block-law}
     |           ^^^^^^^^^^^^^^^^^^^^
  for example sampling: {networks: 1000}, or sampling: {until: {quantity: K1, component: "0,0", standardError: 0.025}, atMost: 1000000} (in quick, null removes a field)`,
  ],
  [
    'an error to be reached of a component that is not there',
    withLines({
      sampling: 'sampling: {until: {quantity: V4, component: "0,0", standardError: 0.1}, atMost: 1000}',
      quick: '',
    }),
    `test.yaml:14:45: sampling.until.component: expected a component of V4: 0,0,0,0 | 0,0,0,1 | 0,0,1,1 | 0,1,0,1 | 0,1,1,1 | 1,1,1,1, came "0,0"
  14 | sampling: {until: {quantity: V4, component: "0,0", standardError: 0.1}, atMost: 1000}
     |                                             ^^^^^
  indices count from 0, and the smaller comes first in a pair`,
  ],
  [
    'a precision that the engine named does not have',
    withLines({ sampling: 'sampling: {networks: 100, engine: reference, precision: float32}', quick: '' }),
    `test.yaml:14:57: sampling.precision: expected a precision that the engine has, came the reference engine computes in float64, not in float32
  14 | sampling: {networks: 100, engine: reference, precision: float32}
     |                                                         ^^^^^^^
  write precision: float64, or choose another engine`,
  ],
  [
    'a saved time between two layers',
    withLines({ save: 'save: {times: [0, 0.255, 1]}' }),
    `test.yaml:15:19: save.times[1]: expected the depth of a layer, residualScale^2 * layer, to 1e-9 (networks are sampled or theory runs by layers), came 0.255
  15 | save: {times: [0, 0.255, 1]}
     |                   ^^^^^
  neighbouring layers are at 0.25 and 0.26`,
  ],
  [
    'saved times out of order and out of range',
    withLines({ save: 'save: {times: [0.5, 0.2, 2]}' }),
    `test.yaml:15:21: save.times[1]: expected times in ascending order, above 0.5, came 0.2
  15 | save: {times: [0.5, 0.2, 2]}
     |                     ^^^
test.yaml:15:26: save.times[2]: expected a time from 0 to the horizon 1, came 2
  15 | save: {times: [0.5, 0.2, 2]}
     |                          ^`,
  ],
  [
    'a seed beyond 64 bits',
    withLines({ seed: 'seed: 18446744073709551616' }),
    `test.yaml:5:7: seed: expected an integer from 0 to 2^64 - 1, plain or as decimal text (64-bit seed of every random stream), came 18446744073709551616
  5 | seed: 18446744073709551616
    |       ^^^^^^^^^^^^^^^^^^^^`,
  ],
  [
    'a points file outside the folder of the scenario',
    withLines({ inputs: 'inputs: {file: ../points.npy}' }),
    `test.yaml:12:16: inputs.file: expected a relative path that stays inside the scenario's folder, came "../points.npy"
  12 | inputs: {file: ../points.npy}
     |                ^^^^^^^^^^^^^
  put the file beside the scenario and name it: inputs: {file: points.npy}`,
  ],
  [
    'an unclosed quote, where it opens',
    withLines({ name: 'name: "small' }),
    `test.yaml:3:7: expected YAML 1.2 or JSON, came an error: Missing closing "quote
  3 | name: "small
    |       ^`,
  ],
  [
    'a duplicate field',
    `${valid}seed: 8\n`,
    `test.yaml:17:1: seed: expected each field once, came "seed" again
  17 | seed: 8
     | ^^^^
  it is first given in line 5`,
  ],
  [
    'an alias that contains itself',
    withLines({ inputs: 'inputs: &self {kernel: [*self]}' }),
    `test.yaml:12:25: inputs.kernel[0]: expected an alias of an earlier anchor &self, came one that contains itself
  12 | inputs: &self {kernel: [*self]}
     |                         ^^^^^`,
  ],
  [
    'a misspelt field inside quick, at its own place',
    withLines({ quick: 'quick: {sampling: {network: 10}}' }),
    `test.yaml:16:20: quick.sampling.network: expected one of the fields atMost, controlVariates, engine, gOnlyStochastic, networks, precision, random, residuals, sampler, shard, until, workers, came "network"
  16 | quick: {sampling: {network: 10}}
     |                    ^^^^^^^
  did you mean networks?`,
  ],
  [
    'a quick form that is not a valid scenario',
    withLines({ quick: 'quick: {ensemble: {width: 1}}' }),
    `test.yaml:16:27: quick.ensemble.width: expected a width of at least 2, the number of inputs, for sampling, came 1
  16 | quick: {ensemble: {width: 1}}
     |                           ^
  a G built from fewer neurons than inputs is singular; leave the sampling block out for theory only`,
  ],
  [
    'an unknown kind of study',
    withLines({ kind: 'kind: kernal' }),
    `test.yaml:2:7: kind: expected one of kernel, validity-window, geodesic, geodesic-flow, bottleneck-sweep, layer-steps, richness-training, richness, depth-profile, renormalisation, renormalisation-sweep (the kind of study), came the text "kernal"
  2 | kind: kernal
    |       ^^^^^^
  did you mean kernel?`,
  ],
  [
    'an empty file',
    '',
    `test.yaml:1:1: expected a scenario: a mapping with format, kind, name, purpose and more, came an empty value`,
  ],
  [
    'several errors at once, from schema and meaning, by position',
    withLines({
      name: 'name: Small One',
      '  width': '  width: 2.5',
      inputs: 'inputs: {kernel: [[1, 2], [2, 1]]}',
      sampling: 'sampling: {networks: many, controlVariates: yes}',
    }),
    `test.yaml:3:7: name: expected at most 64 of the characters a-z 0-9 -, beginning with a letter or digit (name of the record folder), came the text "Small One"
  3 | name: Small One
    |       ^^^^^^^^^
test.yaml:9:10: ensemble.width: expected an integer from 1 to 1000000 (n: neurons per layer), came 2.5
  9 |   width: 2.5
    |          ^^^
test.yaml:12:18: inputs.kernel: expected a positive semidefinite kernel (a covariance), came eigenvalues from -1.000 to 3.000
  12 | inputs: {kernel: [[1, 2], [2, 1]]}
     |                  ^^^^^^^^^^^^^^^^
  no inputs have such a kernel; |K[a][b]| <= sqrt(K[a][a] K[b][b]) is necessary but not sufficient
test.yaml:14:22: sampling.networks: expected an integer from 2 to 1000000000 (number of networks; or until and atMost), came the text "many"
  14 | sampling: {networks: many, controlVariates: yes}
     |                      ^^^^
test.yaml:14:45: sampling.controlVariates: expected true or false (reduce the variance with a coupled infinite-width network), came the text "yes"
  14 | sampling: {networks: many, controlVariates: yes}
     |                                             ^^^
  write true`,
  ],
];

describe('a bad scenario is refused with place, expectation, what came and advice', () => {
  it.each(refused)('%s', async (_, text, message) => {
    expect(await refusal(text)).toBe(message);
  });

  it('an expression that calls something not allowed, at the call', async () => {
    const text = withLines({ '  activation': '  activation: {expression: "x + import(x)"}' });
    const error = await resolve(text).catch((caught: unknown) => caught);
    if (!(error instanceof ScenarioError)) throw error;
    expect(error.issues).toHaveLength(1);
    expect(error.issues[0]).toMatchObject({ line: 7, column: 33, path: 'ensemble.activation.expression' });
    expect(error.message).toContain('expected an expression in x, came an error: ');
    expect(error.message).toContain(`  7 |   activation: {expression: "x + import(x)"}
    |                                 ^`);
  });

  it('an expression that is not a function of x', async () => {
    const text = withLines({ '  activation': '  activation: {expression: 1 + pi}' });
    expect(await refusal(text)).toMatch(
      /^test.yaml:7:\d+: ensemble.activation.expression: expected an expression in x/,
    );
  });

  it('the valid scenario is not refused, nor the path theory of copies of one input by layers', async () => {
    expect(await refusal(valid)).toBe('not refused');
    const theory = 'theory: {closures: [path], depth: layers, modeOrder: 8}';
    const inputs = 'inputs: {correlated: {count: 2, variance: 2, correlation: 1}}';
    expect(await refusal(withLines({ theory, inputs }))).toBe('not refused');
    expect(await refusal(withLines({ theory }))).toContain('came path with 2 distinct inputs');
  });

  it('issues carry the parts of the message', async () => {
    const error = await resolve(withLines({ '  width': '  width: 0' })).catch((caught: unknown) => caught);
    if (!(error instanceof ScenarioError)) throw error;
    expect(error.issues.map(({ text: _, ...parts }) => parts)).toEqual([
      {
        file: 'test.yaml',
        line: 9,
        column: 10,
        path: 'ensemble.width',
        expected: 'an integer from 1 to 1000000 (n: neurons per layer)',
        came: '0',
        advice: '',
      },
    ]);
  });
});

describe('hostile text is refused, not obeyed', () => {
  it('aliases that multiply', async () => {
    const bomb = ['a: &a [1,1,1,1,1,1,1,1,1]'];
    for (const [i, name] of ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].entries()) {
      const last = 'abcdefgh'[i];
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${last}`).join(',')}]`);
    }
    expect(await refusal(bomb.join('\n'))).toContain('expected at most 100 aliases (*name), came more');
  });

  it('nesting without end', async () => {
    expect(await refusal('['.repeat(100_000))).toContain('expected at most 64 levels of nesting, came more');
    expect(await refusal(`a: ${'['.repeat(100)}${']'.repeat(100)}`)).toContain('levels of nesting');
  });

  it('a text without end', async () => {
    expect(await refusal(`# ${'x'.repeat(1_000_000)}`)).toContain('expected at most 1000000 characters, came 1000002');
  });

  it('field names from the language underneath', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(await refusal(`${valid}${name}: {polluted: true}\n`)).toContain('test.yaml:17:1: ');
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('tags, several documents and binary values', async () => {
    expect(await refusal(withLines({ name: 'name: !!binary aGk=' }))).toContain('Unresolved tag');
    expect(await refusal(withLines({ name: 'name: !run small' }))).toContain('Unresolved tag: !run');
    expect(await refusal(`${valid}---\na: 1\n`)).toContain('Source contains multiple documents');
  });

  it('control characters never reach the terminal', async () => {
    const message = await refusal(
      withLines({ name: 'name: "small" # \u001b[31m \u202e' }).replace('kind:', '\u009bkind:'),
    );
    const codes = Array.from(message.replaceAll('\n', ''), (unit) => unit.codePointAt(0)!);
    expect(codes.filter((code) => code < 32 || (code >= 127 && code < 160) || code === 0x202e)).toEqual([]);
  });

  it('a very long line is cut around the place', async () => {
    const row = Array(5000).fill('1').join(', ');
    const message = await refusal(withLines({ inputs: `inputs: {points: [[${row}, oops, ${row}]]}` }));
    expect(message.length).toBeLessThan(600);
    expect(message).toMatch(/\|\s+…[1, ]+oops[1, ]+…\n.*\| +\^\^\^\^/);
  });

  it('hundreds of issues are counted, and the first twenty shown', async () => {
    const error = await resolve(
      withLines({ inputs: `inputs: {points: [[${Array(300).fill('x').join(', ')}]]}` }),
    ).catch((caught: unknown) => caught);
    if (!(error instanceof ScenarioError)) throw error;
    expect(error.issues).toHaveLength(300);
    expect(error.message).toMatch(/\n… and 280 more$/);
  });
});
