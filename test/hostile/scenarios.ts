import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeNpy } from '#odepth/record/npy';
import { npyHead, npzBomb, packedZeros, sparse, zipOf } from './archives.ts';

/** A scenario, with the files it names, that means harm. */
export interface HostileScenario {
  readonly name: string;
  /** Writes the scenario, s.yaml, and what it names into a folder. */
  write(folder: string): void;
  /** What the refusal says. */
  readonly says: RegExp;
}

/** The file of the scenario. */
export const scenarioFile = 's.yaml';

const head = (kind: string) => `format: 1\nkind: ${kind}\nname: small\npurpose: A scenario for tests.\nseed: 7\n`;

/** A kernel scenario with some of its blocks replaced. */
export function kernel(blocks: Readonly<Record<string, string>> = {}): string {
  const usual: Record<string, string> = {
    ensemble: '{activation: tanh, weightVariance: 2, width: 8, residualScale: 0.1, horizon: 1}',
    inputs: '{correlated: {count: 2, variance: 2, correlation: 0.3}}',
    theory: '{modeOrder: 8}',
    save: '{count: 11}',
  };
  const all = { ...usual, ...blocks };
  return (
    head('kernel') +
    Object.entries(all)
      .map(([name, block]) => `${name}: ${block}\n`)
      .join('')
  );
}

const window = (sweep: string, activation = 'tanh') =>
  `${head('validity-window')}ensemble: {activation: ${activation}, weightVariance: 2, width: 64, residualScale: 0.1, horizon: 1}
inputs: {correlated: {count: 1, variance: 2}}
sweep: ${sweep}
theory: {closures: [g-only], modeOrder: 12}
window: {quantities: [V4], tolerances: [0.01]}
sampling: {networks: 320}
`;
const activation = (text: string) =>
  kernel({
    ensemble: `{activation: {expression: ${JSON.stringify(text)}}, weightVariance: 2, width: 8, residualScale: 0.1, horizon: 1}`,
  });
const target = (dimension: number, texts: readonly string[]) =>
  geodesic(`{target: ${JSON.stringify(texts)}, dimension: ${dimension}, train: 20}`);
export const geodesic = (
  task: string,
) => `${head('geodesic')}model: {effectiveDepth: 5, width: 12, activation: {softplus: 20}}
task: ${task}
penalty: {lambdaOverDepth: 0.003}
solver: {method: transcription}
stabiliser: {relative: 1.0e-3}
`;
export const richness = (data: string) => `${head('richness')}data: ${data}\n`;
export const profile = (streams: string) => `${head('depth-profile')}streams: ${streams}\n`;

export const sweepOfChains = (chain: string) =>
  `${head('renormalisation')}network: {mixing: window}\nchain: ${chain}\ntraining: {steps: 10}\n`;

const times = (count: number, part: string | ((i: number) => string)) =>
  typeof part === 'string' ? part.repeat(count) : Array.from({ length: count }, (_, i) => part(i)).join('');

/** A scenario of this text. */
function text(name: string, says: RegExp, content: string | Uint8Array | (() => string)): HostileScenario {
  const write = (folder: string) =>
    writeFileSync(join(folder, scenarioFile), typeof content === 'function' ? content() : content);
  return { name, says, write };
}

/** A scenario with files beside it. */
function files(name: string, says: RegExp, content: string, beside: (folder: string) => void): HostileScenario {
  const write = (folder: string) => {
    writeFileSync(join(folder, scenarioFile), content);
    beside(folder);
  };
  return { name, says, write };
}

/** Another thing than a file where the scenario should be. */
function named(name: string, says: RegExp, make: (path: string) => void): HostileScenario {
  return { name, says, write: (folder) => make(join(folder, scenarioFile)) };
}

const fifo = (path: string) => void execFileSync('mkfifo', [path]);

const pointsFile = kernel({ inputs: '{file: x.npy}' });
const data = (ending: string) => geodesic(`{data: x.${ending}}`);
const zerosFile = (descr: string, shape: string, bytes: number) => (folder: string) => {
  const start = npyHead(descr, shape);
  sparse(join(folder, 'x.npy'), start, start.length + bytes);
};
const liar = (size: number, packed: Uint8Array) => zipOf([{ name: 'X.npy', size, packed }]);
/** Four thousand entries, all of them the same bytes. */
function overlapping(): Uint8Array {
  const packed = packedZeros(Buffer.alloc(0), 60);
  const rest = Array.from({ length: 4000 }, (_, i) => ({ name: `a${i}.npy`, size: 0, packed: Buffer.alloc(0) }));
  const others = rest.map((entry) => ({ ...entry, offset: 0, compressedSize: packed.length }));
  return zipOf([{ name: 'X.npy', size: 0, packed }, ...others]);
}
const npz = (bytes: () => Uint8Array) => (folder: string) => writeFileSync(join(folder, 'x.npz'), bytes());
const npy = (bytes: () => Uint8Array) => (folder: string) => writeFileSync(join(folder, 'x.npy'), bytes());
const csv = (content: () => string | Uint8Array) => (folder: string) => writeFileSync(join(folder, 'x.csv'), content());
const chains = (depth: number) => `x < ${times(depth, '(x < ')}x < x${times(depth, ') < x')} < x`;
const rough = times(21, (i) => `${i > 0 ? '+' : ''}abs(sin(${1000 + i}x))`);
const small = (name: string) => (folder: string) =>
  writeFileSync(
    join(folder, name),
    encodeNpy({ shape: [8, 2], data: Float64Array.from({ length: 16 }, (_, i) => i % 5) }),
  );

/** Scenarios that take long, or much memory, where nothing stops them. */
export const costly: readonly HostileScenario[] = [
  text(
    'aliases within aliases',
    /aliases/,
    () => `a: &a0 [${times(10, 'x,')}]\n${times(9, (i) => `b${i}: &a${i + 1} [${times(10, `*a${i},`)}]\n`)}`,
  ),
  text(
    'a hundred aliases of a long list',
    /values|fields/,
    () => `a: &a [${times(9000, '1,')}]\n${times(99, (i) => `b${i}: *a\n`)}`,
  ),
  text('500 000 open brackets', /nesting|YAML/, () => times(500_000, '[')),
  text('500 000 dashes', /nesting|YAML/, () => times(400_000, '- ')),
  text('blocks 2 000 deep', /nesting/, () => times(1000, (i) => `${' '.repeat(i)}a:\n`)),
  text('one field 250 000 times', /words and signs/, () => times(250_000, 'a: \n')),
  text('one field 15 000 times', /each field once/, () => times(15_000, 'a: \n')),
  text('10 000 unknown fields', /fields/, () => kernel() + times(10_000, (i) => `f${i}: 1\n`)),
  text('11 000 unknown tags', /YAML/, () => `a:\n${times(11_000, '- !x a\n')}`),
  text('15 000 dangling aliases', /alias/, () => `a:\n${times(15_000, '- *a\n')}`),
  text('11 000 anchors', /fields|values|kernel/, () => `a:\n${times(11_000, (i) => `- &a${i} 1\n`)}`),
  text('35 000 documents', /YAML/, () => times(35_000, '---\n')),
  text('a million quotes', /words and signs/, () => times(999_999, '"')),
  text('159 000 quotes', /YAML/, () => times(159_000, '"')),
  text('a million line breaks', /words and signs/, () => times(999_999, '\n')),
  text('300 000 question marks', /YAML|field|nesting/, () => times(300_000, '? ')),
  text('200 000 braces', /nesting/, () => times(200_000, '{a: ')),
  text('a million exclamation marks', /YAML/, () => times(999_999, '!')),
  text('a million per cent signs', /YAML/, () => times(999_999, '%')),
  text('11 000 block scalars', /scenario/, () => times(11_000, '- |\n a\n')),
  text('39 000 ampersands', /YAML/, () => times(39_000, '&a ')),
  text('a seed of 900 000 digits', /seed/, () => kernel().replace('seed: 7', `seed: ${times(900_000, '7')}`)),
  text('a width of 900 000 digits', /width/, () => kernel().replace('width: 8', `width: ${times(900_000, '7')}`)),
  text('a field of 900 000 digits', /YAML/, () => `${kernel()}${times(900_000, '7')}: 1\n`),
  text('a hexadecimal number of 900 000 digits', /width/, () =>
    kernel().replace('width: 8', `width: 0x${times(900_000, 'f')}`),
  ),
  text('a kernel row of 26 000 numbers', /kernel/, () => kernel({ inputs: `{kernel: [[${times(26_000, '1,')}]]}` })),
  text('15 000 kernel rows', /kernel/, () => kernel({ inputs: `{kernel: [${times(15_000, '[1],')}]}` })),
  text('a kernel of 26 000 texts', /kernel/, () => kernel({ inputs: `{kernel: [[${times(26_000, 'a,')}]]}` })),
  text('a purpose of 900 000 letters', /purpose/, () => kernel().replace('A scenario for tests.', times(900_000, 'a'))),
  text('8 000 mappings as closures', /closures/, () => kernel({ theory: `{closures: [${times(8_000, '{a: 1},')}]}` })),
  text('1000 published numbers of 64 inputs', /component/, () =>
    kernel({
      inputs: '{correlated: {count: 64, variance: 1}}',
      published: `{source: a, values: [${times(1000, (i) => `{quantity: V4, component: "a${i}", t: 1, theory: 1},`)}]}`,
    }),
  ),
  text('comparisons within comparisons', /expression/, activation(chains(38))),
  text('a tower of powers', /finite/, activation(`x + 9.1${times(120, '^9.1')}`)),
  text('an activation with 100 000 kinks', /kinks/, activation(rough)),
  text('a sweep over 1000 activations with 100 000 kinks each', /sweep|kinks/, () =>
    window(
      `{activation: [${times(700, (i) => `{expression: "abs(sin(${1000 + i}x))+abs(sin(${2000 + i}x))+abs(sin(${3000 + i}x))"},`)}]}`,
    ),
  ),
  text('800 targets of 1000 characters', /target/, () =>
    target(
      3,
      Array.from({ length: 800 }, (_, i) => `${times(140, 'x1+x2*')}x3/${i}0`),
    ),
  ),
  text('a sweep of 1000 points of 100 001 depths', /saved depths/, () =>
    window("{width: '64:1:163', weightVariance: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}")
      .replace('weightVariance: 2, width: 64, ', '')
      .concat('save: {count: 100001}\n'),
  ),
  text('a range of 1e9 numbers', /range|sweep/, window('{width: "1:1e9"}')),
  text('a range of powers of powers', /range|sweep/, window('{width: "9^9^9^9^9^9^9:1e300"}')),
  text('brackets in a range', /range|sweep/, window(`{width: "${times(90, '[')}1${times(90, ']')}"}`)),
  text('parentheses in a range', /range|sweep/, window(`{width: "${times(90, '(')}1${times(90, ')')}"}`)),
  text('lists of lists of ranges', /range|sweep/, window(`{width: "[${times(20, '1:1000,')}1]"}`)),
  files('a points file of 600 MB', /at most 134/, pointsFile, zerosFile('|u1', '(1, 600000000)', 600_000_000)),
  files(
    'a points file whose shape overflows',
    /shape/,
    pointsFile,
    npy(() => npyHead('<f8', `(${times(32, '9007199254740991,')})`)),
  ),
  files(
    'a points file of no rows and 9e15 columns',
    /shape/,
    pointsFile,
    npy(() => npyHead('<f8', '(0, 9007199254740991)')),
  ),
  files(
    'a points file with a header of 4 GB',
    /header/,
    pointsFile,
    npy(() => Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 255, 255, 255, 255, 65])),
  ),
  files('a points file that is a pipe', /pipe/, pointsFile, (folder) => fifo(join(folder, 'x.npy'))),
  files('a points file that is a link to endless zeros', /link/, pointsFile, (folder) =>
    symlinkSync('/dev/zero', join(folder, 'x.npy')),
  ),
  files('a points file that is a folder', /folder/, pointsFile, (folder) => mkdirSync(join(folder, 'x.npy'))),
  files('a points file that is a link to itself', /link/, pointsFile, (folder) =>
    symlinkSync('x.npy', join(folder, 'x.npy')),
  ),
  files(
    'data that unpack to 250 MB',
    /unpack/,
    data('npz'),
    npz(() => npzBomb('X', '|u1', '(250000000,)', 250)),
  ),
  files(
    'data that unpack to 33 MB',
    /numbers \(at most/,
    data('npz'),
    npz(() => npzBomb('X', '|u1', '(33000000,)', 33)),
  ),
  files(
    'data that unpack to 900 MB',
    /unpack/,
    data('npz'),
    npz(() => npzBomb('X', '<f8', '(112500000,)', 900)),
  ),
  files(
    'data in an archive that says more than it holds',
    /unpack/,
    data('npz'),
    npz(() => liar(60_000_000, Buffer.alloc(100))),
  ),
  files(
    'data in an archive that says less than it holds',
    /unpack/,
    data('npz'),
    npz(() => liar(10, packedZeros(Buffer.alloc(0), 900))),
  ),
  files('data in an archive of 4000 arrays that are one', /overlap/, data('npz'), npz(overlapping)),
  files(
    'data in an archive of 65 535 arrays',
    /arrays/,
    data('npz'),
    npz(() =>
      zipOf(Array.from({ length: 65_535 }, (_, i) => ({ name: `${i}.npy`, size: 0, packed: Buffer.alloc(0) }))),
    ),
  ),
  files(
    'a table of 300 000 columns',
    /columns/,
    data('csv'),
    csv(() => `${times(300_000, (i) => `x${i},`)}y\n`),
  ),
  files(
    'features that unpack to 2 GB',
    /unpack/,
    richness('{features: x.npz:f, outputs: x.npz:f}'),
    npz(() => npzBomb('f', '<f8', '(125000000, 2)', 2000)),
  ),
  files(
    'features in an archive that says 2 GB',
    /unpack/,
    richness('{features: x.npz:X, outputs: x.npz:X}'),
    npz(() => liar(2_000_000_000, Buffer.alloc(100))),
  ),
  files(
    'features in an archive that says less than it holds',
    /unpack/,
    richness('{features: x.npz:X, outputs: x.npz:X}'),
    npz(() => liar(10, packedZeros(Buffer.alloc(0), 900))),
  ),
  files('features of a pipe', /pipe/, richness('{features: x.npy, outputs: x.npy}'), (folder) =>
    fifo(join(folder, 'x.npy')),
  ),
  files(
    'a stream of no samples and 9e15 layers',
    /layers/,
    profile('[{file: x.npy}]'),
    npy(() => npyHead('<f8', '(9007199254740991, 0, 0)')),
  ),
  named('a pipe as scenario', /readable scenario file/, fifo),
  named('a link to endless zeros as scenario', /readable scenario file/, (path) => symlinkSync('/dev/zero', path)),
  named('a link to itself as scenario', /readable scenario file/, (path) => symlinkSync('s.yaml', path)),
  named('a folder as scenario', /a folder/, (path) => mkdirSync(path)),
  named('a scenario of 10 GB', /characters/, (path) => sparse(path, 'a', 10_000_000_000)),
];

/** The same with files so large that writing them takes long. */
export const large: readonly HostileScenario[] = [
  text('100 MB of text', /characters/, () => times(100_000_000, 'a')),
  files(
    'a points file of 130 million bytes',
    /numbers \(at most/,
    pointsFile,
    zerosFile('|u1', '(1, 130000000)', 130_000_000),
  ),
  files(
    'a table of 120 million line breaks',
    /at most/,
    data('csv'),
    csv(() => Buffer.alloc(120_000_000, '\n')),
  ),
  files(
    'a table of 60 million line breaks',
    /empty lines/,
    data('csv'),
    csv(() => `x1,y1\n${times(60_000_000, '\n')}1`),
  ),
  files(
    'a table of 60 million commas',
    /characters/,
    data('csv'),
    csv(() => times(60_000_000, ',')),
  ),
  files(
    'a table of 5 000 columns and a line of 20 million commas',
    /characters|cells expected/,
    data('csv'),
    csv(() => `${times(5000, (i) => `x${i},`)}y\n${times(20_000_000, ',')}`),
  ),
  files(
    'a table of 9 million numbers',
    /numbers/,
    data('csv'),
    csv(() => `${times(8, (i) => `x${i},`)}y\n${times(1_000_000, '1,1,1,1,1,1,1,1,1\n')}`),
  ),
  files(
    'a table with one cell of 60 MB',
    /characters/,
    data('csv'),
    csv(() => `x1,y1\n"${times(60_000_000, 'a')}`),
  ),
  files(
    'a table with one cell of 30 million quotes',
    /characters/,
    data('csv'),
    csv(() => `x1,y1\n"${times(30_000_000, '""')}",1`),
  ),
  files(
    'labels of 300 million rows',
    /labels/,
    richness('{features: f.npy, outputs: f.npy, labels: x.npy}'),
    (folder) => {
      small('f.npy')(folder);
      zerosFile('|u1', '(300000000,)', 300_000_000)(folder);
    },
  ),
];
