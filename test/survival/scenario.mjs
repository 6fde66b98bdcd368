/** A kernel scenario that is nearly all sampling, one number at one depth, with such a block `sampling`. */
export const survivor = (sampling) => `format: 1
kind: kernel
name: survivor
purpose: a run that is worth keeping
seed: 5
ensemble: {activation: relu, weightVariance: 2, width: 72, residualScale: 0.25, horizon: 1}
inputs: {correlated: {count: 1, variance: 1}}
theory: {closures: [], depth: layers}
sampling: ${sampling}
save: {times: [1]}
`;
