import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { ScenarioError } from '#odepth/scenario/issue';
import type { ScenarioKind } from '#odepth/scenario/kind';
import { resolveScenario } from '#odepth/scenario/resolve';
import { bottleneckSweepKind } from '#odepth/study/bottleneck-sweep/scenario';
import { geodesicScenarioKind } from '#odepth/study/geodesic/scenario';
import { flowScenarioKind } from '#odepth/study/geodesic-flow/scenario';
import { mutate, mutation, type Node } from '../../scenario/mutate.mjs';
import { valid, validFlow, validSweep, withLines } from './scenarios.ts';

const bases: [string, ScenarioKind<unknown>, string][] = [
  ['a geodesic with a teacher', geodesicScenarioKind, valid],
  [
    'a geodesic with data',
    geodesicScenarioKind,
    withLines(valid, { task: 'task: {data: {inputs: [[1, 2], [3, 4]], targets: [[1], [2]]}}' }),
  ],
  [
    'a trained network with a target',
    geodesicScenarioKind,
    withLines(valid, {
      task: 'task: {target: [x1 - x2], dimension: 2, train: 9}',
      solver: 'solver: {method: training, layers: 9, steps: irregular, adam: {epochs: 3}}',
    }),
  ],
  [
    'a flow',
    flowScenarioKind,
    withLines(validFlow, { integrator: 'integrator: [{method: odex}, {method: gauss-legendre, steps: 4}]' }),
  ],
  ['a sweep', bottleneckSweepKind, validSweep],
];

describe('whatever is written, the answer is a scenario or a refusal', () => {
  it.each(bases)('for %s with a few fields deleted, replaced, added, renamed or swapped', async (_, kind, base) => {
    const answers = { scenario: 0, refused: 0 };
    const property = fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
      const scenario: Node = parse(base);
      for (const one of mutations) mutate(scenario, one);
      const text = stringify(scenario, { aliasDuplicateObjects: false });
      try {
        await resolveScenario({ file: 'test.yaml', text }, [kind]);
        answers.scenario++;
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        expect(error.message).not.toMatch(/undefined|Invalid|\[object/);
        answers.refused++;
      }
    });
    await fc.assert(property, { numRuns: 300, seed: 5 });
    expect(answers.scenario).toBeGreaterThan(5);
    expect(answers.refused).toBeGreaterThan(50);
  });
});
