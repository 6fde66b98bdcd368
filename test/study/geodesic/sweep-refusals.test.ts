import { describe, expect, it } from 'vitest';
import { bottleneckSweepKind } from '#odepth/study/bottleneck-sweep/scenario';
import { answer, validSweep, withLines } from './scenarios.ts';

type Case = [what: string, changes: Record<string, string>, message: string];

const refused: Case[] = [
  [
    'no swept field',
    { sweep: 'sweep: {seeds: 2}', model: 'model: {effectiveDepth: 5, width: 12}' },
    `test.yaml:11:8: sweep: expected one or both of effectiveDepth, lambdaOverDepth, came none
  11 | sweep: {seeds: 2}
     |        ^^^^^^^^^^
  for example sweep: {effectiveDepth: "1:15"}`,
  ],
  [
    'a swept field that is given as well',
    { model: 'model: {effectiveDepth: 5, width: 12}' },
    `test.yaml:6:25: model.effectiveDepth: expected no effectiveDepth here: it is swept, came a value
  6 | model: {effectiveDepth: 5, width: 12}
    |                         ^
  leave it out, or take sweep.effectiveDepth away`,
  ],
  [
    'a field neither given nor swept',
    { sweep: 'sweep: {lambdaOverDepth: [0.1]}', penalty: '' },
    `test.yaml:6:8: model: expected model.effectiveDepth, here or under sweep, came neither
  6 | model: {width: 12, activation: {softplus: 20}}
    |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^`,
  ],
  [
    'a range with a depth of zero',
    { sweep: 'sweep: {effectiveDepth: "0:3"}' },
    `test.yaml:11:25: sweep.effectiveDepth: expected a number above 0 and at most 1000 (L~: the leak over all of depth; the energies are divided by it), came 0
  11 | sweep: {effectiveDepth: "0:3"}
     |                         ^^^^^`,
  ],
  [
    'a bad value in a list',
    { sweep: 'sweep: {effectiveDepth: [1, -2]}' },
    `test.yaml:11:29: sweep.effectiveDepth[1]: expected a number above 0 and at most 1000 (L~: the leak over all of depth; the energies are divided by it), came -2
  11 | sweep: {effectiveDepth: [1, -2]}
     |                             ^^`,
  ],
  [
    'too many problems',
    { sweep: 'sweep: {effectiveDepth: "1:100", seeds: 11}' },
    `test.yaml:11:8: sweep: expected at most 1000 points in the sweep, came 1100
  11 | sweep: {effectiveDepth: "1:100", seeds: 11}
     |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^`,
  ],
  [
    'too few layers for the deepest problem, once',
    { sweep: 'sweep: {effectiveDepth: "1:9"}', solver: 'solver: {method: training, layers: 3}' },
    `test.yaml:9:36: solver.layers: expected at least 10 layers for effectiveDepth 9, came 3
  9 | solver: {method: training, layers: 3}
    |                                    ^
  a layer keeps the part 1 - step * effectiveDepth of its input, which must stay positive`,
  ],
  [
    'collocation of kinks, once',
    { solver: 'solver: {method: collocation}', model: 'model: {width: 12}' },
    `test.yaml:6:1: model.activation: expected a smooth activation for method: collocation, came relu, whose kinks have no second derivative
  6 | model: {width: 12}
    | ^^^^^
  write activation: {softplus: 20}, or method: transcription`,
  ],
];

describe('a bottleneck sweep is refused, with place and advice, for', () => {
  it.each(refused)('%s', async (_, changes, message) => {
    expect(await answer(bottleneckSweepKind, withLines(validSweep, changes))).toBe(message);
  });
});
