import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Which rooms a room may import, besides itself. `study` and `cli` are the only ones that see theory and sampling together. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  numeric: [],
  model: ['numeric'],
  theory: ['numeric', 'model'],
  solve: ['numeric', 'model'],
  sample: ['numeric', 'model'],
  train: ['numeric', 'model'],
  parallel: ['numeric', 'model', 'sample', 'solve', 'train'],
  record: [],
  figure: ['record'],
  scenario: ['record'],
  study: ['numeric', 'model', 'theory', 'solve', 'sample', 'train', 'parallel', 'record', 'figure', 'scenario'],
  cluster: ['record', 'scenario'],
  cli: ['record', 'figure', 'scenario', 'study', 'cluster'],
  'index.ts': [
    'parallel',
    'numeric',
    'model',
    'theory',
    'solve',
    'sample',
    'train',
    'record',
    'figure',
    'scenario',
    'study',
  ],
};

/** The one file that runs the user's C compiler and reads the environment variables that name it and its cache. */
const compilerFile = /^sample\/engine\/native\/compile\.ts$/;
/** Rooms that may use Node's own modules, with the files where only some may. */
const nodeRooms = [
  ...[/^cli\//, /^parallel\//, /^record\//, /^scenario\/read\.ts$/],
  // A compiler is a process, and so are the commands of a scheduler.
  compilerFile,
  /^cluster\/(slurm|job-folder)\.ts$/,
];
/** Files of `record` and the rest that a browser must be able to load. */
const pureRecord = /^record\/(series|json|csv|npy|npz|compare|summary|contents)\.ts$/;

const root = join(import.meta.dirname, '..', 'src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .map((name) => name.replaceAll('\\', '/'))
  .sort();
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

const importPattern = /(?:from|import)\s*\(?\s*'([^']+)'/g;
const importsOf = (file: string) => [...sources.get(file)!.matchAll(importPattern)].map((match) => match[1]!);
const roomOf = (file: string) => file.split('/')[0]!;
/** Source text without comments and string contents, for a search of identifiers. */
const code = (file: string) =>
  sources
    .get(file)!
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");

describe('the house', () => {
  it('has no room without a rule', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !(room in mayImport))).toEqual([]);
  });

  it('imports only downwards: theory, solve and sample never see each other', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('.'))
        .map((target) => posix.normalize(posix.join(dirname(file), target)))
        .filter((target) => roomOf(target) !== roomOf(file) && !mayImport[roomOf(file)]!.includes(roomOf(target)))
        .map((target) => `${file} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps node: modules in the rooms named for them, so that the rest runs in a browser', () => {
    const wrong = files.filter(
      (file) =>
        importsOf(file).some((target) => target.startsWith('node:')) &&
        (!nodeRooms.some((room) => room.test(file)) || pureRecord.test(file)),
    );
    expect(wrong).toEqual([]);
  });

  it('touches process, console and the clock only in the command line', () => {
    const forbidden = /\b(?:process|console)\s*\.|\bDate\b|\bperformance\s*\.|\bMath\.random\b|\bsetTimeout\b/;
    const wrong = files.filter(
      (file) => roomOf(file) !== 'cli' && !compilerFile.test(file) && forbidden.test(code(file)),
    );
    expect(wrong).toEqual([]);
  });

  it('never uses Math.random, anywhere', () => {
    expect(files.filter((file) => /Math\.random/.test(code(file)))).toEqual([]);
  });

  it('loads the heavy libraries only when they are needed', () => {
    const heavy = /^(mathjs|vega|vega-lite|@resvg\/resvg-js|odex|ml-matrix|webgpu|@tensorflow\/.*)$/;
    const wrong = files.flatMap((file) =>
      [...sources.get(file)!.matchAll(/^import (?!type).*from '([^']+)'/gm)]
        .map((match) => match[1]!)
        .filter((target) => heavy.test(target) && !(target === 'odex' && file.startsWith('solve/')))
        .map((target) => `${file} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no file above 300 lines', () => {
    const long = files.filter((file) => sources.get(file)!.split('\n').length > 300);
    expect(long.map((file) => relative('.', file))).toEqual([]);
  });
});
