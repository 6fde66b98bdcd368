/** A small valid study of one chain; tests change some of it. */
export const small = `format: 1
kind: renormalisation
name: small
purpose: A residual stream for the tests.
seed: 3
chain: {states: 4, correlationLength: 2}
sequence: {length: 12}
network: {layers: 2, width: 8, hidden: 12, mixing: window, tokenHidden: 6}
training: {learningRate: 3.0e-3, batch: 4, steps: 12, warmUp: 2}
measure: {samples: 24, positions: 3, sequences: 40, reach: 2, checkpoints: 4}
seeds: 2
`;

/** The same over two correlation lengths and all ways of mixing. */
export const sweep = small
  .replace('kind: renormalisation', 'kind: renormalisation-sweep')
  .replace(', correlationLength: 2', '')
  .replace(' mixing: window,', '')
  .concat('sweep: {correlationLength: [1, 4], mixing: [none, window, token-mixing]}\n');
