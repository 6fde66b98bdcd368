import { describe, expect, it } from 'vitest';
import { geodesicScenarioKind } from '#odepth/study/geodesic/scenario';
import { answer, valid, withLines } from './scenarios.ts';

type Case = [what: string, changes: Record<string, string>, message: string];

const refused: Case[] = [
  [
    'a network narrower than its inputs',
    { model: 'model: {effectiveDepth: 5, width: 5, activation: {softplus: 20}}' },
    `test.yaml:6:35: model.width: expected a width of at least 6, the dimension of the inputs, for inputMap: none, came 5
  6 | model: {effectiveDepth: 5, width: 5, activation: {softplus: 20}}
    |                                   ^
  without a map data fill the first neurons and the others start at zero; or write inputMap: learned`,
  ],
  [
    'a network narrower than its targets',
    { model: 'model: {effectiveDepth: 5, width: 3, activation: {softplus: 20}, inputMap: fixed}' },
    `test.yaml:6:35: model.width: expected a width of at least 4, the dimension of the targets, for outputMap: none, came 3
  6 | model: {effectiveDepth: 5, width: 3, activation: {softplus: 20}, inputMap: fixed}
    |                                   ^
  without a map the first neurons are read; or write outputMap: learned`,
  ],
  [
    'a depth of zero',
    { model: 'model: {effectiveDepth: 0, width: 12}' },
    `test.yaml:6:25: model.effectiveDepth: expected a number above 0 and at most 1000 (L~: the leak over all of depth; the energies are divided by it), came 0
  6 | model: {effectiveDepth: 0, width: 12}
    |                         ^`,
  ],
  [
    'an activation without a name here',
    { model: 'model: {effectiveDepth: 5, width: 12, activation: softplus}' },
    `test.yaml:6:51: model.activation: expected one of relu, identity, or {softplus: sharpness} (sigma, acting on each neuron), came the text "softplus"
  6 | model: {effectiveDepth: 5, width: 12, activation: softplus}
    |                                                   ^^^^^^^^`,
  ],
  [
    'a penalty on maps that are not learned',
    { penalty: 'penalty: {lambdaOverDepth: 0.003, maps: 2}' },
    `test.yaml:8:41: penalty.maps: expected no penalty on maps where none is learned, came maps: 2
  8 | penalty: {lambdaOverDepth: 0.003, maps: 2}
    |                                         ^
  leave it out, or write inputMap: learned or outputMap: learned in the model`,
  ],
  [
    'a kernel that is singular without a stabiliser',
    { stabiliser: 'stabiliser: {relative: 0}' },
    `test.yaml:10:24: stabiliser.relative: expected relative above 0 for 60 points and 13 features: their kernel is singular, came 0
  10 | stabiliser: {relative: 0}
     |                        ^
  write stabiliser: {relative: 1.0e-3}, or take at most as many points as features`,
  ],
  [
    'a field of another solver',
    { solver: 'solver: {method: transcription, layers: 20}' },
    `test.yaml:9:41: solver.layers: expected no layers with method: transcription, came a value
  9 | solver: {method: transcription, layers: 20}
    |                                         ^^
  it belongs to method: training; leave it out`,
  ],
  [
    'a field of two other solvers',
    { solver: 'solver: {method: training, layers: 20, iterations: 3}' },
    `test.yaml:9:52: solver.iterations: expected no iterations with method: training, came a value
  9 | solver: {method: training, layers: 20, iterations: 3}
    |                                                    ^
  it belongs to method: transcription and collocation; leave it out`,
  ],
  [
    'training without layers',
    { solver: 'solver: {method: training}' },
    `test.yaml:9:9: solver: expected layers with method: training, came none
  9 | solver: {method: training}
    |         ^^^^^^^^^^^^^^^^^^`,
  ],
  [
    'training without epochs',
    { solver: 'solver: {method: training, layers: 20, adam: {epochs: 0}, sgd: {epochs: 0}}' },
    `test.yaml:9:9: solver: expected epochs of adam, sgd or both, came none: both are 0
  9 | solver: {method: training, layers: 20, adam: {epochs: 0}, sgd: {epochs: 0}}
    |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^`,
  ],
  [
    'irregularity of equidistant steps',
    { solver: 'solver: {method: training, layers: 20, irregularity: 0.2}' },
    `test.yaml:9:54: solver.irregularity: expected irregularity only with steps: irregular, came a value
  9 | solver: {method: training, layers: 20, irregularity: 0.2}
    |                                                      ^^^
  leave it out`,
  ],
  [
    'a rhythm of steps that do not adapt',
    { solver: 'solver: {method: training, layers: 20, adaptEvery: 5}' },
    `test.yaml:9:52: solver.adaptEvery: expected adaptEvery only with steps: adaptive, came a value
  9 | solver: {method: training, layers: 20, adaptEvery: 5}
    |                                                    ^
  leave it out`,
  ],
  [
    'as many layers as the depth',
    { solver: 'solver: {method: training, layers: 5, steps: adaptive}' },
    `test.yaml:9:36: solver.layers: expected at least 6 layers for effectiveDepth 5, came 5
  9 | solver: {method: training, layers: 5, steps: adaptive}
    |                                    ^
  a layer keeps the part 1 - step * effectiveDepth of its input, which must stay positive`,
  ],
  [
    'too few irregular layers',
    { solver: 'solver: {method: training, layers: 5, steps: irregular, irregularity: 0.9}' },
    `test.yaml:9:36: solver.layers: expected at least 7 layers for effectiveDepth 5 with irregularity 0.9, came 5
  9 | solver: {method: training, layers: 5, steps: irregular, irregularity: 0.9}
    |                                    ^
  a layer keeps the part 1 - step * effectiveDepth of its input, which must stay positive`,
  ],
  [
    'an Euler mesh whose longest step is too long',
    { solver: 'solver: {method: transcription, scheme: euler, mesh: {intervals: 7}}' },
    `test.yaml:9:66: solver.mesh.intervals: expected at least 8 intervals for effectiveDepth 5 with scheme: euler, came 7
  9 | solver: {method: transcription, scheme: euler, mesh: {intervals: 7}}
    |                                                                  ^
  a layer keeps the part 1 - step * effectiveDepth of its input, which must stay positive on the longest step`,
  ],
  [
    'a Runge-Kutta mesh on which the leak grows',
    { solver: 'solver: {method: transcription, scheme: rk4, mesh: {intervals: 1}}' },
    `test.yaml:9:64: solver.mesh.intervals: expected at least 2 intervals for effectiveDepth 5 with scheme: rk4, came 1
  9 | solver: {method: transcription, scheme: rk4, mesh: {intervals: 1}}
    |                                                                ^
  on longer steps the leak alone would grow instead of decaying`,
  ],
  [
    'a maximum below the first mesh',
    { solver: 'solver: {method: transcription, mesh: {intervals: 20, max: 10}}' },
    `test.yaml:9:60: solver.mesh.max: expected at least 20, the intervals of the first mesh, came 10
  9 | solver: {method: transcription, mesh: {intervals: 20, max: 10}}
    |                                                            ^^`,
  ],
  [
    'a maximum of a mesh that is not refined',
    { solver: 'solver: {method: transcription, mesh: {refine: none, max: 10}}' },
    `test.yaml:9:59: solver.mesh.max: expected max only with a mesh that is refined, came a value
  9 | solver: {method: transcription, mesh: {refine: none, max: 10}}
    |                                                           ^^
  leave it out`,
  ],
  [
    'a drift that refines nothing',
    { solver: 'solver: {method: transcription, mesh: {refine: none, drift: 0.1}}' },
    `test.yaml:9:61: solver.mesh.drift: expected drift only with refine: hamiltonian or speed, came a value
  9 | solver: {method: transcription, mesh: {refine: none, drift: 0.1}}
    |                                                             ^^^
  leave it out`,
  ],
  [
    'a drift for collocation',
    { solver: 'solver: {method: collocation, mesh: {drift: 0.1}}' },
    `test.yaml:9:45: solver.mesh.drift: expected drift only with method: transcription, came a value
  9 | solver: {method: collocation, mesh: {drift: 0.1}}
    |                                             ^^^
  leave it out`,
  ],
  [
    'a refinement of another solver',
    { solver: 'solver: {method: collocation, mesh: {refine: speed}}' },
    `test.yaml:9:46: solver.mesh.refine: expected one of none, residual with method: collocation, came speed
  9 | solver: {method: collocation, mesh: {refine: speed}}
    |                                              ^^^^^`,
  ],
  [
    'collocation of kinks',
    { solver: 'solver: {method: collocation}', model: 'model: {effectiveDepth: 5, width: 12}' },
    `test.yaml:6:1: model.activation: expected a smooth activation for method: collocation, came relu, whose kinks have no second derivative
  6 | model: {effectiveDepth: 5, width: 12}
    | ^^^^^
  write activation: {softplus: 20}, or method: transcription`,
  ],
  [
    'collocation with learned maps',
    {
      solver: 'solver: {method: collocation}',
      model: 'model: {effectiveDepth: 5, width: 12, activation: {softplus: 20}, outputMap: learned}',
    },
    `test.yaml:6:78: model.outputMap: expected outputMap: none or fixed for method: collocation, came learned
  6 | … activation: {softplus: 20}, outputMap: learned}
    |                                          ^^^^^^^
  its boundary conditions are those of maps that do not change; or write method: transcription`,
  ],
  [
    'collocation of a large problem',
    {
      solver: 'solver: {method: collocation}',
      model: 'model: {effectiveDepth: 5, width: 100, activation: {softplus: 20}}',
    },
    `test.yaml:9:18: solver.method: expected at most 2000 unknowns at a node (2 * width * points) for method: collocation, came 2 * 100 * 60 = 12000, so that one block of the Newton matrix takes 1099 MB
  9 | solver: {method: collocation}
    |                  ^^^^^^^^^^^
  take fewer points or neurons, or write method: transcription`,
  ],
  [
    'collocation on more intervals than fit in memory',
    { solver: 'solver: {method: collocation, mesh: {intervals: 60}}' },
    `test.yaml:9:49: solver.mesh.intervals: expected at most 51 intervals for 1440 unknowns at a node (2 * width * points) with method: collocation, came 60
  9 | solver: {method: collocation, mesh: {intervals: 60}}
    |                                                 ^^
  the factors of more would take over 2 GiB; take fewer points or neurons, or write method: transcription`,
  ],
  [
    'continuations of different lengths',
    { solver: 'solver: {method: transcription, continuation: {softplus: [5, 10], effectiveDepth: [2]}}' },
    `test.yaml:9:47: solver.continuation: expected lists of one length: stage k takes the k-th value of each, came softplus: 2, effectiveDepth: 1
  9 | solver: {method: transcription, continuation: {softplus: [5, 10], effectiveDepth: [2]}}
    |                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^`,
  ],
  [
    'a continuation that overshoots',
    { solver: 'solver: {method: transcription, continuation: {softplus: [5, 20]}}' },
    `test.yaml:9:58: solver.continuation.softplus: expected values that rise or fall step by step towards activation = softplus 20, which follows them, came 5, 20
  9 | solver: {method: transcription, continuation: {softplus: [5, 20]}}
    |                                                          ^^^^^^^`,
  ],
  [
    'a continuation that turns around',
    { solver: 'solver: {method: transcription, continuation: {lambdaOverDepth: [0.01, 0.1]}}' },
    `test.yaml:9:65: solver.continuation.lambdaOverDepth: expected values that rise or fall step by step towards lambdaOverDepth = 0.003, which follows them, came 0.01, 0.1
  9 | solver: {method: transcription, continuation: {lambdaOverDepth: [0.01, 0.1]}}
    |                                                                 ^^^^^^^^^^^`,
  ],
  [
    'a softplus on the way to the identity',
    {
      solver: 'solver: {method: transcription, continuation: {softplus: [5]}}',
      model: 'model: {effectiveDepth: 5, width: 12, activation: identity}',
    },
    `test.yaml:9:58: solver.continuation.softplus: expected an activation that softplus approaches: relu or softplus, came activation: identity
  9 | solver: {method: transcription, continuation: {softplus: [5]}}
    |                                                          ^^^
  leave out continuation.softplus`,
  ],
];

describe('a geodesic scenario is refused, with place and advice, for', () => {
  it.each(refused)('%s', async (_, changes, message) => {
    expect(await answer(geodesicScenarioKind, withLines(valid, changes))).toBe(message);
  });
});
