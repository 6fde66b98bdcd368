import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { ScenarioError } from '#odepth/scenario/issue';
import { resolve, valid } from './helpers.ts';
import { mutate, mutation, type Node, oddValue } from './mutate.mjs';

async function answerOf(text: string): Promise<'scenario' | 'refused'> {
  try {
    const scenario = await resolve(text);
    const { ensemble, save } = scenario;
    expect(ensemble.layers).toBeGreaterThanOrEqual(1);
    expect(Number.isInteger(ensemble.layers)).toBe(true);
    expect(save.times.length).toBe(save.layers.length);
    expect(save.times.every((time) => time >= 0 && time <= ensemble.horizon)).toBe(true);
    expect(scenario.theory !== null || scenario.sampling !== null).toBe(true);
    return 'scenario';
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    expect(error.issues.length).toBeGreaterThan(0);
    for (const issue of error.issues) {
      expect(issue.expected).not.toMatch(/undefined|Invalid|\[object/);
      expect(issue.line).toBeGreaterThan(0);
      expect(issue.column).toBeGreaterThan(0);
    }
    return 'refused';
  }
}

describe('whatever is written, the answer is a scenario or a refusal', () => {
  it('for a valid scenario with a few fields deleted, replaced, added, renamed or swapped', async () => {
    const answers = { scenario: 0, refused: 0 };
    const property = fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
      const scenario: Node = parse(valid);
      for (const one of mutations) mutate(scenario, one);
      answers[await answerOf(stringify(scenario, { aliasDuplicateObjects: false }))]++;
    });
    await fc.assert(property, { numRuns: 1000 });
    expect(answers.scenario).toBeGreaterThan(20);
    expect(answers.refused).toBeGreaterThan(200);
  });

  it('for a valid scenario with characters cut out or put in', async () => {
    const edit = fc.tuple(fc.nat(valid.length), fc.nat(12), fc.string({ maxLength: 6, unit: 'binary' }));
    const property = fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      let text = valid;
      for (const [at, length, insert] of edits) text = text.slice(0, at) + insert + text.slice(at + length);
      await answerOf(text);
    });
    await fc.assert(property, { numRuns: 1000 });
  });

  it('for any --set', async () => {
    const property = fc.asyncProperty(fc.string({ maxLength: 20 }), oddValue, async (path, value) => {
      const set = [`${path}=${JSON.stringify(value)}`];
      await resolve(valid, { set }).catch((error: unknown) => {
        if (!(error instanceof ScenarioError)) throw error;
      });
    });
    await fc.assert(property, { numRuns: 500 });
  });
});
