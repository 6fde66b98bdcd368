import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { zipSync } from 'fflate';
import { parse, stringify } from 'yaml';
import { formulaHtml } from '#odepth/figure/markup';
import { compileExpression } from '#odepth/model/expression';
import { encodeSeries, parseSeries } from '#odepth/record/csv';
import { harmless } from '#odepth/record/harmless';
import { parseIdx } from '#odepth/record/idx';
import { parseJsonText } from '#odepth/record/json-text';
import { decodeNpy, encodeNpy, parseNpy } from '#odepth/record/npy';
import { encodeNpz, parseNpz, parseNpzNumbers } from '#odepth/record/npz';
import { decodePart, encodePart } from '#odepth/record/part';
import { RowReader } from '#odepth/record/row-reader';
import { parseTable } from '#odepth/record/table';
import { resolveScenario } from '#odepth/scenario/resolve';
import { studies } from '#odepth/study/registry';
import { rangeValues } from '#odepth/study/validity-window/language/range-expression';
import { mutate, mutation } from '../scenario/mutate.mjs';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..', '..');

// Bytes of files, and what may be done to them.

const numbers = { shape: [3, 2], data: Float64Array.of(1, -2.5, 3e-300, Number.NaN, 5, 6) };
const seeds = { shape: [2], data: BigUint64Array.of(1n, 2n ** 63n) };
const whole = { shape: [2, 2], data: Int32Array.of(1, 2, 3, -4) };
const numpy = readdirSync(join(root, 'test', 'record', 'numpy'));
const saved = (ending) =>
  numpy
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(root, 'test', 'record', 'numpy', name)));
const npys = [
  encodeNpy(numbers),
  encodeNpy(seeds),
  encodeNpy(whole),
  ...saved('.npy').filter(({ length }) => length < 4096),
];
const npzs = [
  encodeNpz(
    new Map([
      ['X', numbers],
      ['seeds', seeds],
    ]),
  ),
  zipSync({ 'X.npy': encodeNpy(numbers), 'Y.npy': encodeNpy(whole) }, { level: 9 }),
  ...saved('.npz').filter(({ length }) => length < 4096),
];
const idx = (shape, bytes) =>
  Uint8Array.from([0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, 0, size]), ...bytes]);
const idxs = [idx([2, 2, 1], [1, 2, 3, 4]), gzipSync(idx([3], [7, 8, 9]))];
const row = {
  quantity: 'K1',
  component: '0,1',
  layer: 20,
  t: 0.5,
  source: 'sampled',
  value: -0.45,
  error: 0.02,
  errorKind: 'standard',
};
const text = (value) => new TextEncoder().encode(value);
const series = [text(encodeSeries([row, { ...row, layer: null, quantity: 'a "b"' }]))];
const tables = [text('x1,x2,y1\n1,2,3\n-4e5,NaN,inf\n'), text('\ufeff"x1",y1\r\n1,"2"\r\n\r\n')];
const jsons = [text('{"a": [1, {"b": "c\\"[{"}], "d": {"e": null}}')];
const parts = [encodePart({ format: 1, a: [1, 2] }, new Map([['X', numbers]]))];

/** Numbers that sizes and offsets are made of. */
const tellingBytes = [0, 1, 2, 8, 10, 13, 31, 34, 39, 44, 45, 46, 47, 50, 58, 91, 93, 123, 127, 128, 254, 255];
const edit = fc.record({
  at: fc.nat({ max: 2 ** 30 }),
  change: fc.constantFrom('set', 'insert', 'cut', 'copy', 'word', 'end'),
  length: fc.integer({ min: 1, max: 24 }),
  byte: fc.oneof(fc.constantFrom(...tellingBytes), fc.integer({ min: 0, max: 255 })),
});

/** Bytes with a few edits: one set, some put in, cut out, copied elsewhere, a 32-bit word set, or the end cut off. */
function edited(bytes, edits) {
  let out = Buffer.from(bytes);
  for (const { at, change, length, byte } of edits) {
    const place = at % (out.length + 1);
    if (change === 'set' && place < out.length) out[place] = byte;
    else if (change === 'insert')
      out = Buffer.concat([out.subarray(0, place), Buffer.alloc(length, byte), out.subarray(place)]);
    else if (change === 'cut') out = Buffer.concat([out.subarray(0, place), out.subarray(place + length)]);
    else if (change === 'copy') out.copy(out, (at * 7) % (out.length + 1), place, place + length);
    else if (change === 'word' && place + 4 <= out.length) out.fill(byte > 127 ? 255 : 0, place, place + 4);
    else if (change === 'end') out = out.subarray(0, place);
  }
  return out;
}

const ofBytes = (bases) =>
  fc
    .tuple(fc.nat({ max: bases.length - 1 }), fc.array(edit, { minLength: 1, maxLength: 5 }))
    .map(([base, edits]) => edited(bases[base], edits));

// Words of expressions and ranges, and texts of scenarios.

const words = (list) =>
  fc.array(fc.constantFrom(...list), { minLength: 1, maxLength: 24 }).map((chosen) => chosen.join(''));
const ofExpressions = words([
  'x',
  ' ',
  '1',
  '2.5',
  'e',
  'pi',
  '(',
  ')',
  '(',
  ')',
  '+',
  '-',
  '*',
  '/',
  '^',
  '<',
  '>=',
  '?',
  ':',
  ',',
  'abs(',
  'sin(',
  'tanh(',
  'min(',
  'max(',
  'sqrt(',
  'erf(',
  '1e300',
  '0x1',
  '.',
  'x1',
  'constructor',
  '__proto__',
  '=',
  '[',
  ';',
  '"',
  'import(',
  'f(x)',
]);
const ofRanges = words([
  '1',
  '2',
  '16',
  '0.5',
  '1e9',
  ':',
  ':',
  ',',
  '[',
  ']',
  '(',
  ')',
  '+',
  '-',
  '*',
  '/',
  '^',
  '.',
  ' ',
  'log(',
  'exp(',
  'sqrt(',
  'round(',
  'x',
  'constructor',
  'ones(',
  'i',
]);
const ofMarkup = words([
  '_',
  '^',
  '{',
  '}',
  '<',
  '>',
  '&',
  '"',
  "'",
  'a',
  'b',
  '\x1b',
  '\u202e',
  '<script>',
  '&lt;',
  ';',
  '\ud800',
]);

/** Shipped scenarios, as trees; `quick` is left to those that have room for it. */
const shipped = readdirSync(join(root, 'scenarios'), { recursive: true })
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => ({ name, text: readFileSync(join(root, 'scenarios', name), 'utf8') }));

/** Files as scenarios name them: whatever the name, the same small arrays. */
const points = { shape: [4, 2], data: Float64Array.of(1, 0, 0, 1, 0.5, 0.5, -1, 2) };
const described = { shape: [8, 3], type: '<f8', sha256: '0'.repeat(64) };
const access = {
  readPoints: async () => points,
  readArrays: async () =>
    new Map([
      ['X', points],
      ['Y', points],
    ]),
  arrays: { describe: async () => described, numbers: async () => points, match: async () => ['1', '2', '10'] },
};

const ofScenarios = fc
  .tuple(fc.nat({ max: shipped.length - 1 }), fc.array(mutation, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([which, mutations, quick]) => {
    const tree = parse(shipped[which].text);
    if (!quick) delete tree.quick;
    for (const one of mutations) mutate(tree, one);
    return stringify(tree, { aliasDuplicateObjects: false });
  });
const cut = fc.tuple(
  fc.nat({ max: 4000 }),
  fc.nat({ max: 12 }),
  fc.oneof(
    fc.string({ maxLength: 6, unit: 'binary' }),
    fc.constantFrom('[', '{', '- ', ': ', '&a ', '*a', '!x ', '"', "'", '|\n', '? ', '#', '---\n', '<<', '%'),
  ),
);
const ofTexts = fc
  .tuple(fc.nat({ max: shipped.length - 1 }), fc.array(cut, { minLength: 1, maxLength: 4 }))
  .map(([which, cuts]) => {
    let own = shipped[which].text;
    for (const [at, length, put] of cuts) {
      const place = at % (own.length + 1);
      own = own.slice(0, place) + put + own.slice(place + length);
    }
    return own;
  });

const resolved = async (own) => {
  await resolveScenario({ file: 's.yaml', text: own, ...access }, studies);
};

/** Rows of an array in shared memory, as threads read them. */
function readRows(bytes) {
  const content = new Uint8Array(new SharedArrayBuffer(bytes.length));
  content.set(bytes);
  const place = { file: 'x.npy', entry: null, content };
  for (const open of ['open', 'openLines']) {
    const reader = RowReader[open](place);
    if (reader.rows <= 1000 && reader.columns <= 1000) reader.read(0, reader.rows);
    reader.close();
  }
}

/** @throws Error where markup lets something through */
function shown(own) {
  const html = formulaHtml(own).replaceAll(/<\/?(sub|sup)>/g, '');
  if (/[<>"']|&(?!(amp|lt|gt|quot|#39);)/.test(html)) throw new Error(`markup from ${JSON.stringify(own)}: ${html}`);
  if (/(?![\t\n])\p{Cc}|[\u202a-\u202e]/u.test(harmless(own))) throw new Error(`controls from ${JSON.stringify(own)}`);
}

const decoded = (bytes) => new TextDecoder().decode(bytes);

/**
 * What is fuzzed: where inputs come from, what reads them, by names of the errors which of them it may refuse them with, and its share of
 * the inputs.
 */
export const targets = [
  {
    name: 'npy',
    share: 14,
    inputs: ofBytes(npys),
    read: (bytes) => {
      parseNpy(bytes);
      decodeNpy(bytes);
    },
    refusals: ['NpyError'],
  },
  { name: 'rows of npy', share: 10, inputs: ofBytes(npys), read: readRows, refusals: ['NpyError'] },
  {
    name: 'npz',
    share: 19.8,
    inputs: ofBytes(npzs),
    read: (bytes) => {
      parseNpz(bytes);
      parseNpzNumbers(bytes, 2 ** 20, 2 ** 16);
    },
    refusals: ['NpyError'],
  },
  {
    name: 'idx',
    share: 10,
    inputs: ofBytes(idxs),
    read: (bytes) => void parseIdx(bytes, 2 ** 20),
    refusals: ['IdxError'],
  },
  {
    name: 'series.csv',
    share: 12,
    inputs: ofBytes(series),
    read: (bytes) => void parseSeries(decoded(bytes)),
    refusals: ['CsvError'],
  },
  {
    name: 'tables',
    share: 12,
    inputs: ofBytes(tables),
    read: (bytes) => void parseTable(decoded(bytes), 1000),
    refusals: ['CsvError'],
  },
  {
    name: 'JSON',
    share: 6,
    inputs: ofBytes(jsons),
    read: (bytes) => void parseJsonText(decoded(bytes)),
    refusals: ['SyntaxError'],
  },
  {
    name: 'parts',
    share: 8,
    inputs: ofBytes(parts),
    read: (bytes) => void decodePart(bytes, 1, (_, arrays) => arrays.get('X')),
    refusals: [],
  },
  { name: 'markup', share: 5, inputs: ofMarkup, read: shown, refusals: [] },
  {
    name: 'expressions',
    share: 1.5,
    inputs: ofExpressions,
    read: async (own) => void (await compileExpression(own)),
    refusals: ['ExpressionError'],
  },
  { name: 'ranges', share: 1, inputs: ofRanges, read: async (own) => void (await rangeValues(own)), refusals: [] },
  { name: 'scenarios, values changed', share: 0.5, inputs: ofScenarios, read: resolved, refusals: ['ScenarioError'] },
  { name: 'scenarios, characters changed', share: 0.2, inputs: ofTexts, read: resolved, refusals: ['ScenarioError'] },
];

/** Seconds that one input may take, and characters of a refusal. */
const most = { seconds: 5, message: 20_000 };

/**
 * `count` inputs of a target from a seed. The first that ends in anything but an answer or a listed refusal, takes too long, or is
 * refused in too many words: what it was and what came; null where there is none.
 */
export async function fuzz({ inputs, read, refusals }, { seed, count }) {
  let refused = 0;
  const property = fc.asyncProperty(inputs, async (input) => {
    const began = performance.now();
    try {
      await read(input);
    } catch (error) {
      if (!refusals.includes(error?.name)) throw error;
      if (error.message.length > most.message) throw new Error(`a refusal of ${error.message.length} characters`);
      refused++;
    }
    const seconds = (performance.now() - began) / 1000;
    if (seconds > most.seconds) throw new Error(`${seconds} s`);
  });
  const result = await fc.check(property, { seed, numRuns: count, endOnFailure: true });
  const finding = result.failed
    ? `${fc.stringify(result.counterexample?.[0])}: ${result.errorInstance?.stack ?? result.errorInstance}`
    : null;
  return { finding, refused };
}
