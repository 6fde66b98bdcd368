import type { Complaint } from './issue.ts';
import type { LocatedNode } from './located.ts';
import { averageComplaints, publishedComplaints } from './published-complaints.ts';
import { quoted, shortened } from './quoted.ts';
import { samplingComplaints } from './sampling-messages.ts';

// Every sentence a refused scenario can show is made here (and in published-complaints.ts, sampling-messages.ts). Expectations ("an integer from 1 to 10") are phrases;
// complaints say what was expected, what came and what to do.

export const expected = {
  number: (range: string) => (range === '' ? 'a finite number' : `a number ${range}`),
  printed: () => 'a finite number, or its digits as text where trailing zeros matter',
  integer: (from: number, to: number) => `an integer from ${from} to ${to}`,
  integerOr: (from: number, to: number, word: string) => `${word} or an integer from ${from} to ${to}`,
  choice: (values: readonly (string | number)[]) =>
    values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`,
  flag: () => 'true or false',
  text: (most: number) => `a text of 1 to ${most} characters`,
  list: (least: number, most: number, of: string) =>
    `a list of ${least === most ? least : `${least} to ${most}`} ${of}`,
  block: (fields: readonly string[]) => `a mapping with fields from ${fields.join(', ')}`,
  overrides: () => 'a mapping of overrides',
  scenario: () => 'a scenario: a mapping with format, kind, name, purpose and more',
  seed: () => 'an integer from 0 to 2^64 - 1, plain or as decimal text',
  shard: (least: number, most: number) => `a power of two from ${least} to ${most}`,
  name: () => 'at most 64 of the characters a-z 0-9 -, beginning with a letter or digit',
};

/** What a person would call the value: its source text, or its shape. */
function cameAs(node: LocatedNode | null): string {
  if (node === null) return 'nothing';
  if (node.type === 'mapping') return 'a mapping';
  if (node.type === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (node.value === null) return 'an empty value';
  const written = sourceOf(node);
  return typeof node.value === 'string' && !/^[0-9]+$/.test(written)
    ? `the text ${quoted(node.value)}`
    : shortened(written);
}

function sourceOf({ span }: LocatedNode): string {
  return span.origin.text.slice(span.start, span.end);
}

/** What the parser says, on one line; it quotes the text, which may be long. */
function shortReason(reason: string): string {
  const line = reason.slice(0, 1000).replace(/\s+/g, ' ');
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

const didYouMean = (name: string | null) => (name === null ? '' : `did you mean ${name}?`);

export const complaint = {
  // Text to YAML
  unreadableFile: (what: string, reason: string, near: string | null): Complaint => ({
    expected: `a readable ${what}`,
    came: reason,
    advice: didYouMean(near),
  }),
  tooLong: (length: number, most: number): Complaint => ({
    expected: `at most ${most} characters`,
    came: `${length}`,
    advice: 'move large arrays to a .npy file: inputs: {file: points.npy}',
  }),
  syntax: (reason: string): Complaint => ({
    expected: 'YAML 1.2 or JSON',
    came: `an error: ${shortReason(reason).replace('; please use YAML.parseAllDocuments()', '')}`,
    advice: '',
  }),
  nesting: (depth: number): Complaint => ({
    expected: `at most ${depth} levels of nesting`,
    came: 'more',
    advice: '',
  }),
  tooManyTokens: (most: number): Complaint => ({
    expected: `at most ${most} words and signs, spaces between them counted`,
    came: 'more',
    advice: 'move large arrays to a file: inputs: {file: points.npy}',
  }),
  tooManyValues: (most: number): Complaint => ({
    expected: `at most ${most} values after aliases are expanded`,
    came: 'more',
    advice: 'write the values out, or move them to a .npy file',
  }),
  tooManyAliases: (most: number): Complaint => ({
    expected: `at most ${most} aliases (*name)`,
    came: 'more',
    advice: '',
  }),
  badAlias: (name: string, cyclic: boolean): Complaint => ({
    expected: `an alias of an earlier anchor &${shortened(name)}`,
    came: cyclic ? 'one that contains itself' : 'one that does not exist',
    advice: '',
  }),
  badKey: (came: string): Complaint => ({ expected: 'a field name', came, advice: '' }),
  duplicateKey: (key: string, firstLine: number): Complaint => ({
    expected: 'each field once',
    came: `${quoted(key)} again`,
    advice: `it is first given in line ${firstLine}`,
  }),

  // YAML to schema
  wrongValue: (phrase: string, node: LocatedNode | null, near: string | null): Complaint => ({
    expected: phrase,
    came: cameAs(node),
    advice: near === null ? valueAdvice(phrase, node) : didYouMean(near),
  }),
  unknownField: (fields: readonly string[], key: string, near: string | null): Complaint => ({
    expected: fields.length === 0 ? 'no such field' : `one of the fields ${fields.join(', ')}`,
    came: quoted(key),
    advice: didYouMean(near),
  }),
  notOneForm: (forms: readonly string[], came: readonly string[]): Complaint => ({
    expected: `exactly one of ${forms.join(', ')}`,
    came: came.length === 0 ? 'none' : came.join(' and '),
    advice: came.length > 1 ? 'keep one (in quick, null removes a field; --set a={...} replaces a whole block)' : '',
  }),

  // Overrides
  badAssignment: (came: string): Complaint => ({
    expected: 'field.path=value',
    came: quoted(came),
    advice: 'for example --set sampling.networks=500',
  }),
  listPosition: (length: number, came: string): Complaint => ({
    expected: length === 0 ? 'no position: the list is empty' : `a list position from 0 to ${length - 1}`,
    came: quoted(came),
    advice: '',
  }),
  notInQuick: (field: string): Complaint => ({
    expected: 'overrides that keep the kind and the format',
    came: quoted(field),
    advice: '',
  }),
  nothingToRemove: (): Complaint => ({
    expected: 'a field that the scenario gives (null removes it)',
    came: 'null for a field that is not there',
    advice: '',
  }),

  // Meaning
  notTwoOfThree: (names: readonly string[], came: readonly string[]): Complaint => ({
    expected: `two of ${names.join(', ')}`,
    came: came.length === 0 ? 'none' : `${came.join(', ')} only`,
    advice: 'horizon = residualScale^2 * layers',
  }),
  threeDisagree: (horizon: number, product: number): Complaint => ({
    expected: 'horizon = residualScale^2 * layers to 1e-9',
    came: `horizon ${horizon} and residualScale^2 * layers = ${product}`,
    advice: 'leave one of the three out',
  }),
  fractionalLayers: (layers: number, nearestWhole: number, scale: number, horizon: number): Complaint => ({
    expected: 'a whole number of layers: horizon / residualScale^2 within 1e-9 of an integer',
    came: `${layers} layers`,
    advice: `for ${nearestWhole} layers: residualScale: ${scale}, or horizon: ${horizon}`,
  }),
  tooManyLayers: (layers: number, most: number): Complaint => ({
    expected: `at most ${most} layers`,
    came: `horizon / residualScale^2 = ${layers}`,
    advice: 'raise residualScale or lower horizon',
  }),
  depthOverflow: (scale: number, horizon: number): Complaint => ({
    expected: 'a depth that float64 can hold',
    came: `residualScale ${scale} and horizon ${horizon}`,
    advice: '',
  }),
  leakTooStrong: (product: number): Complaint => ({
    expected: 'leak * residualScale^2 at most 1',
    came: `${product}`,
    advice: 'a layer keeps the part 1 - leak * residualScale^2 of its input, which must not be negative',
  }),
  narrow: (inputs: number, width: number): Complaint => ({
    expected: `a width of at least ${inputs}, the number of inputs, for sampling`,
    came: `${width}`,
    advice: 'a G built from fewer neurons than inputs is singular; leave the sampling block out for theory only',
  }),
  badExpression: (reason: string): Complaint => ({
    expected: 'an expression in x',
    came: `an error: ${reason}`,
    advice: '',
  }),
  nothingToDo: (): Complaint => ({
    expected: 'theory, sampling or both',
    came: 'neither: theory.closures is empty and there is no sampling block',
    advice: 'name a closure (source-only, g-only, exact) or add sampling: {networks: 1000}',
  }),
  pathInContinuousDepth: (): Complaint => ({
    expected: 'depth: layers for the closure path',
    came: 'path with depth: continuous',
    advice: 'the path theory goes layer by layer: write theory: {depth: layers}, or leave path out',
  }),
  pathOfSeveralInputs: (inputs: number): Complaint => ({
    expected: 'one distinct input for the closure path',
    came: `path with ${inputs} distinct inputs`,
    advice: 'leave path out, or study one of the inputs alone',
  }),
  residualsOfClosure: (): Complaint => ({
    expected: 'a sampler of networks for residuals: block-law or explicit-weights',
    came: 'g-only-stochastic, which has no neurons whose Q could differ from F(G)',
    advice: 'leave out residuals, or choose a sampler of networks',
  }),
  closureTwice: (): Complaint => ({
    expected: 'a sampler of networks beside gOnlyStochastic: block-law or explicit-weights',
    came: 'g-only-stochastic, so that the closure would be sampled twice',
    advice: 'leave out gOnlyStochastic, or choose a sampler of networks',
  }),
  repeated: (value: string): Complaint => ({ expected: 'each value once', came: `${value} again`, advice: '' }),
  correlationTooLow: (count: number, least: number, came: number): Complaint => ({
    expected: `a correlation from ${least} (that is -1/(count - 1)) to 1 for ${count} inputs`,
    came: `${came}`,
    advice: 'no Gaussian inputs can be more negatively correlated than that: the kernel would not be PSD',
  }),
  notSquare: (rows: number, row: number, columns: number): Complaint => ({
    expected: `${rows} numbers in every row of a ${rows} x ${rows} kernel`,
    came: `${columns} in row ${row}`,
    advice: '',
  }),
  asymmetric: (a: number, b: number, here: number, there: number): Complaint => ({
    expected: `a symmetric kernel: [${b}][${a}] = [${a}][${b}] = ${there}`,
    came: `${here}`,
    advice: '',
  }),
  zeroVariance: (input: number, came: number): Complaint => ({
    expected: `a variance above 0 for input ${input}`,
    came: `${came}`,
    advice: 'an input that is zero everywhere carries no signal: leave it out',
  }),
  notPositive: (smallest: number, largest: number): Complaint => ({
    expected: 'a positive semidefinite kernel (a covariance)',
    came: `eigenvalues from ${smallest.toPrecision(4)} to ${largest.toPrecision(4)}`,
    advice: 'no inputs have such a kernel; |K[a][b]| <= sqrt(K[a][a] K[b][b]) is necessary but not sufficient',
  }),
  notFinite: (): Complaint => ({
    expected: 'points whose products are finite',
    came: 'points so large that X X^T / d overflows',
    advice: 'scale the points down',
  }),
  ragged: (columns: number, row: number, came: number): Complaint => ({
    expected: `${columns} coordinates in every row, as in row 0`,
    came: `${came} in row ${row}`,
    advice: '',
  }),
  badPointsFile: (reason: string): Complaint => ({
    expected: 'a .npy file with an array inputs x coordinates of numbers',
    came: reason,
    advice: '',
  }),
  outsideFolder: (came: string, example: string): Complaint => ({
    expected: "a relative path that stays inside the scenario's folder",
    came: quoted(came),
    advice: `put the file beside the scenario and name it: ${example}`,
  }),
  noFileAccess: (): Complaint => ({
    expected: 'inputs without a file: nothing can be read here',
    came: 'inputs.file',
    advice: 'give the points in the scenario: inputs: {points: [[...], ...]}',
  }),
  average: averageComplaints,
  published: publishedComplaints,
  sampling: samplingComplaints,
  savedTimes: {
    ascending: (before: number, came: number): Complaint => ({
      expected: `times in ascending order, above ${before}`,
      came: `${came}`,
      advice: '',
    }),
    beyond: (horizon: number, came: number): Complaint => ({
      expected: `a time from 0 to the horizon ${horizon}`,
      came: `${came}`,
      advice: '',
    }),
    betweenLayers: (came: number, below: number, above: number): Complaint => ({
      expected:
        'the depth of a layer, residualScale^2 * layer, to 1e-9 (networks are sampled or theory runs by layers)',
      came: `${came}`,
      advice: `neighbouring layers are at ${below} and ${above}`,
    }),
  },
};

function valueAdvice(phrase: string, node: LocatedNode | null): string {
  if (node?.type !== 'scalar') return '';
  if (node.value === null) return node.path.length === 0 ? '' : 'give a value, or leave the field out';
  if (typeof node.value !== 'string') return '';
  const word = node.value.trim().toLowerCase();
  if (phrase.startsWith('true or false')) {
    if (['yes', 'on', 'y'].includes(word)) return 'write true';
    if (['no', 'off', 'n'].includes(word)) return 'write false';
  }
  if (!/^(a number|an integer|auto or an integer)/.test(phrase) || phrase.includes('decimal text')) return '';
  const isNumber = (digits: string) => digits !== '' && Number.isFinite(Number(digits));
  if (isNumber(word)) return 'write the number without quotes';
  return isNumber(word.replace(/[_,\s]/g, '')) ? 'write the number without separators' : '';
}
