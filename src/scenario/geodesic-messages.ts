import type { Complaint } from './issue.ts';
import { quoted } from './quoted.ts';

const orNone = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));

/** The catalogue's sentences about geodesics of Leaky ResNets: networks and solvers. */
export const geodesicComplaint = {
  tooNarrow: (what: 'inputs' | 'targets', dimension: number, map: string, width: number): Complaint => ({
    expected: `a width of at least ${dimension}, the dimension of the ${what}, for ${map}: none`,
    came: `${width}`,
    advice:
      what === 'inputs'
        ? 'without a map data fill the first neurons and the others start at zero; or write inputMap: learned'
        : 'without a map the first neurons are read; or write outputMap: learned',
  }),
  noLearnedMap: (came: number): Complaint => ({
    expected: 'no penalty on maps where none is learned',
    came: `maps: ${came}`,
    advice: 'leave it out, or write inputMap: learned or outputMap: learned in the model',
  }),
  singularKernel: (points: number, features: number): Complaint => ({
    expected: `relative above 0 for ${points} points and ${features} features: their kernel is singular`,
    came: '0',
    advice: 'write stabiliser: {relative: 1.0e-3}, or take at most as many points as features',
  }),
  foreignField: (field: string, method: string, owners: readonly string[]): Complaint => ({
    expected: `no ${field} with method: ${method}`,
    came: 'a value',
    advice: `it belongs to method: ${owners.join(' and ')}; leave it out`,
  }),
  fieldOf: (field: string, needs: string): Complaint => ({
    expected: `${field} only with ${needs}`,
    came: 'a value',
    advice: 'leave it out',
  }),
  needed: (field: string, method: string): Complaint => ({
    expected: `${field} with method: ${method}`,
    came: 'none',
    advice: '',
  }),
  refinement: (method: string, choices: readonly string[], came: string): Complaint => ({
    expected: `one of ${choices.join(', ')} with method: ${method}`,
    came,
    advice: '',
  }),
  coarseMaximum: (intervals: number, came: number): Complaint => ({
    expected: `at least ${intervals}, the intervals of the first mesh`,
    came: `${came}`,
    advice: '',
  }),
  fewLayers: (least: number, why: string, effectiveDepth: number, came: number): Complaint => ({
    expected: `at least ${least} layers for effectiveDepth ${effectiveDepth}${why}`,
    came: `${came}`,
    advice: 'a layer keeps the part 1 - step * effectiveDepth of its input, which must stay positive',
  }),
  fewIntervals: (least: number, scheme: string, effectiveDepth: number, came: number): Complaint => ({
    expected: `at least ${least} intervals for effectiveDepth ${effectiveDepth} with scheme: ${scheme}`,
    came: `${came}`,
    advice:
      scheme === 'euler'
        ? 'a layer keeps the part 1 - step * effectiveDepth of its input, which must stay positive on the longest step'
        : 'on longer steps the leak alone would grow instead of decaying',
  }),
  noEpochs: (): Complaint => ({
    expected: 'epochs of adam, sgd or both',
    came: 'none: both are 0',
    advice: '',
  }),
  kinks: (): Complaint => ({
    expected: 'a smooth activation for method: collocation',
    came: 'relu, whose kinks have no second derivative',
    advice: 'write activation: {softplus: 20}, or method: transcription',
  }),
  mapUnderCollocation: (map: string): Complaint => ({
    expected: `${map}: none or fixed for method: collocation`,
    came: 'learned',
    advice: 'its boundary conditions are those of maps that do not change; or write method: transcription',
  }),
  largeCollocation: (most: number, width: number, points: number, megabytes: number): Complaint => ({
    expected: `at most ${most} unknowns at a node (2 * width * points) for method: collocation`,
    came: `2 * ${width} * ${points} = ${2 * width * points}, so that one block of the Newton matrix takes ${megabytes} MB`,
    advice: 'take fewer points or neurons, or write method: transcription',
  }),
  manyIntervals: (most: number, unknowns: number, gibibytes: number, came: number): Complaint => ({
    expected: `at most ${most} intervals for ${unknowns} unknowns at a node (2 * width * points) with method: collocation`,
    came: `${came}`,
    advice: `the factors of more would take over ${gibibytes} GiB; take fewer points or neurons, or write method: transcription`,
  }),
  continuationLengths: (lengths: readonly string[]): Complaint => ({
    expected: 'lists of one length: stage k takes the k-th value of each',
    came: lengths.join(', '),
    advice: '',
  }),
  continuationOrder: (field: string, target: string, came: readonly number[]): Complaint => ({
    expected: `values that rise or fall step by step towards ${field} = ${target}, which follows them`,
    came: came.join(', '),
    advice: '',
  }),
  sharpenWhat: (): Complaint => ({
    expected: 'an activation that softplus approaches: relu or softplus',
    came: 'activation: identity',
    advice: 'leave out continuation.softplus',
  }),
  notSwept: (fields: readonly string[]): Complaint => ({
    expected: `one or both of ${fields.join(', ')}`,
    came: 'none',
    advice: 'for example sweep: {effectiveDepth: "1:15"}',
  }),
};

/** The catalogue's sentences about data and initial states. */
export const dataComplaint = {
  notOneOf: (forms: readonly string[], came: readonly string[]): Complaint => ({
    expected: `exactly one of ${forms.join(', ')}`,
    came: orNone(came),
    advice: came.length > 1 ? 'keep one (in quick, null removes a field)' : '',
  }),
  pointless: (field: string, form: string): Complaint => ({
    expected: `no ${field} with ${form}`,
    came: 'a value',
    advice: field === 'train' ? 'all points that are not held out by test are for training' : 'leave it out',
  }),
  missing: (field: string, form: string): Complaint => ({
    expected: `${field} with ${form}`,
    came: 'none',
    advice: '',
  }),
  badFile: (reason: string): Complaint => ({
    expected:
      'a .npz file with arrays X and Y (and Xtest, Ytest), a .csv file with columns x1 .. y1 .., or a .npy file',
    came: reason,
    advice: '',
  }),
  noFileAccess: (): Complaint => ({
    expected: 'data without a file: nothing can be read here',
    came: 'the name of a file',
    advice: 'give the numbers in the scenario',
  }),
  missingArray: (name: string, there: readonly string[]): Complaint => ({
    expected: `an array ${name}`,
    came: there.length === 0 ? 'a file without arrays' : there.slice(0, 8).map(quoted).join(', '),
    advice: 'rows are points: X is points x input coordinates, Y is points x target coordinates',
  }),
  unknownArray: (known: readonly string[], name: string): Complaint => ({
    expected: `arrays or columns named ${known.join(', ')} only`,
    came: quoted(name),
    advice: 'rename it, or leave it out of the file',
  }),
  unnumbered: (letter: string, columns: readonly string[]): Complaint => ({
    expected: `columns ${letter}1, ${letter}2, … without a gap`,
    came: orNone(columns),
    advice: '',
  }),
  onlyOneArray: (name: string): Complaint => ({
    expected: 'a .npz or .csv file, which holds inputs and targets',
    came: `${quoted(name)}, which holds one array`,
    advice: 'write data: {inputs: x.npy, targets: y.npy}',
  }),
  notAnArray: (name: string): Complaint => ({
    expected: 'a .npy file, which holds one array',
    came: quoted(name),
    advice: 'a .npz or .csv file with inputs and targets is named alone: data: file.npz',
  }),
  shape: (name: string, phrase: string, shape: readonly number[]): Complaint => ({
    expected: `${name} as ${phrase}`,
    came: `an array of shape [${shape.join(', ')}]`,
    advice: '',
  }),
  notFinite: (name: string, value: number, row: number, column: number): Complaint => ({
    expected: `finite numbers in ${name}`,
    came: `${value} in row ${row}, column ${column} (counted from 0)`,
    advice: '',
  }),
  mismatch: (what: string, first: string, size: number, second: string, came: number): Complaint => ({
    expected: `as many ${what} in ${second} as in ${first}: ${size}`,
    came: `${came}`,
    advice: what === 'points' ? 'rows are points' : 'rows are points, columns are coordinates',
  }),
  halfTest: (there: string, missing: string): Complaint => ({
    expected: `${missing} beside ${there}`,
    came: `${there} alone`,
    advice: '',
  }),
  testTwice: (name: string): Complaint => ({
    expected: `test: 0 for data with points of their own for testing (${name})`,
    came: 'a number of points to hold out',
    advice: 'leave test out',
  }),
  holdOutAll: (points: number, came: number): Complaint => ({
    expected: 'at least one point left for training',
    came: `${came} of ${points} held out`,
    advice: '',
  }),
  tooLarge: (most: number, came: number): Complaint => ({
    expected: `at most ${most} numbers in all inputs and targets`,
    came: `${came}`,
    advice: 'take fewer points or coordinates',
  }),
  leakyTeacher: (effectiveDepth: number, layers: number): Complaint => ({
    expected: `more layers than the teacher's effectiveDepth ${effectiveDepth}`,
    came: `${layers}`,
    advice: 'a layer keeps the part 1 - effectiveDepth / layers of its input, which must stay positive',
  }),
  longTargets: (most: number, came: number): Complaint => ({
    expected: `at most ${most} characters in all expressions of the target`,
    came: `${came}`,
    advice: 'compute the targets elsewhere and give them as data',
  }),
  badTarget: (dimension: number, reason: string): Complaint => ({
    expected: dimension === 1 ? 'an expression in x1' : `an expression in x1 .. x${dimension}`,
    came: `an error: ${reason}`,
    advice: '',
  }),
  unusable: (what: string): Complaint => ({
    expected: 'data that can be centred and normalised',
    came: what,
    advice: 'write normalise: false (and centre: false), or give other data',
  }),
  notNumber: (value: string): Complaint => ({
    expected: 'a target that is finite at every point',
    came: value,
    advice: 'inputs are normal numbers, negative ones among them',
  }),
};

/** The catalogue's sentences about flows. */
export const flowComplaint = {
  badFile: (reason: string): Complaint => ({
    expected: 'a .npz file with arrays A and B, neurons x points',
    came: reason,
    advice: '',
  }),
  neurons: (name: string, width: number, rows: number): Complaint => ({
    expected: `${width} rows in ${name}, as many as the model has neurons`,
    came: `${rows}`,
    advice: 'rows are neurons, columns are points',
  }),
  points: (columns: number, came: number): Complaint => ({
    expected: `as many points in B as in A: ${columns}`,
    came: `${came}`,
    advice: 'rows are neurons, columns are points',
  }),
  order: (came: number): Complaint => ({ expected: 'order 2, 4 or 6 of gauss-legendre', came: `${came}`, advice: '' }),
  tooLarge: (most: number, came: number): Complaint => ({
    expected: `at most ${most} numbers in A and B together`,
    came: `${came}`,
    advice: 'take fewer points or neurons',
  }),
  ascending: (before: number, came: number): Complaint => ({
    expected: `depths in ascending order, above ${before}`,
    came: `${came}`,
    advice: '',
  }),
  beyond: (until: number, came: number): Complaint => ({
    expected: `a depth from 0 to until: ${until}`,
    came: `${came}`,
    advice: '',
  }),
  betweenSteps: (depth: number, steps: number, advice: string): Complaint => ({
    expected: 'steps that end at every saved depth: nothing is interpolated between them',
    came: `${steps} steps, none of which ends at p = ${depth}`,
    advice,
  }),
  twice: (): Complaint => ({ expected: 'each integrator once', came: 'the same again', advice: '' }),
};
