/** A small valid study of richness along training; tests change some of it. */
export const small = `format: 1
kind: richness-training
name: small
purpose: A study of trained networks for the tests.
seed: 3
task: {prototypes: {classes: 3, dimension: 5, noise: 0.4, train: 30, test: 12}}
network: {mlp: {widths: [8]}}
training: {optimiser: sgd, learningRate: 0.1, batch: 10, steps: 12}
measure: {checkpoints: 4, blocks: 5}
seeds: 2
`;

/** The same of pairs of residues. */
export const addition = small
  .replace(/task: .*/, 'task: {modularAddition: {modulus: 5, trainFraction: 0.6}}')
  .replace(/network: .*/, 'network: {transformer: {layers: 1, width: 8, heads: 2}}');

/** The same of a deep linear network. */
export const linear = small
  .replace(/task: .*/, 'task: {linearTeacher: {inputs: 5, outputs: 2, singularValues: [1, 2], train: 20, test: 6}}')
  .replace(/network: .*/, 'network: {deepLinear: {widths: [6], initialScale: 0.5}}');
