import { describe, expect, it } from 'vitest';
import { richnessTrainingKind } from '#odepth/study/richness-training/scenario';
import { checkpointSteps } from '#odepth/study/richness-training/training-scenario';
import { answer, resolved, withLines } from '../geodesic/scenarios.ts';
import { addition, linear, small } from './scenarios.ts';

const refusal = (changes: Readonly<Record<string, string>>, base = small) =>
  answer(richnessTrainingKind, withLines(base, changes));

describe('the language of richness along training', () => {
  it('fills in what is not said', async () => {
    const { variants, conditions, sweep, measure, seeds, claims } = await resolved(richnessTrainingKind, small);
    expect([conditions, sweep, claims]).toEqual([[''], null, []]);
    expect(variants).toHaveLength(1);
    expect(variants[0]).toMatchObject({ label: 'all', condition: '', value: null });
    expect(variants[0]!.training).toMatchObject({
      loss: 'cross-entropy',
      precision: 'float32',
      targetScale: 1,
      steps: 12,
    });
    expect(variants[0]!.network).toMatchObject({ mlp: { activation: 'relu', batchNorm: false, initialScale: 1 } });
    expect(measure).toMatchObject({ on: 'train', spacing: 'log', examples: 5000 });
    expect(seeds[0]).toBe('3');
    const { variants: pairs } = await resolved(richnessTrainingKind, addition);
    expect(pairs[0]!.network).toMatchObject({ transformer: { hidden: 32, layerNorm: true } });
    const { variants: maps } = await resolved(richnessTrainingKind, linear);
    expect(maps[0]!.training.loss).toBe('mean-square');
    expect(maps[0]!.task).toMatchObject({ linearTeacher: { singularValues: [2, 1] } });
  });

  it('counts epochs in steps', async () => {
    const text = withLines(small, { training: 'training: {optimiser: sgd, learningRate: 0.1, batch: 8, epochs: 3}' });
    const { variants } = await resolved(richnessTrainingKind, text);
    // ⌈30/8⌉ = 4 steps an epoch.
    expect(variants[0]!.training.steps).toBe(12);
  });

  it('makes every condition at every swept value, with what it changes in place of what the scenario says', async () => {
    const text = `${small}conditions:
  - {name: plain}
  - {name: other, network: {mlp: {batchNorm: true}}, training: {epochs: 2}, task: {prototypes: {shuffleLabels: 1}}}
sweep: {learningRate: [0.1, 0.2, 0.4]}
`;
    const { variants } = await resolved(richnessTrainingKind, text);
    expect(variants.map(({ label }) => label)).toEqual([
      ...['plain, learningRate = 0.1', 'plain, learningRate = 0.2', 'plain, learningRate = 0.4'],
      ...['other, learningRate = 0.1', 'other, learningRate = 0.2', 'other, learningRate = 0.4'],
    ]);
    expect(variants[0]).toMatchObject({ network: { mlp: { batchNorm: false } }, training: { steps: 12 } });
    expect(variants[5]).toMatchObject({
      network: { mlp: { batchNorm: true, widths: [8] } },
      training: { steps: 6, learningRate: 0.4 },
      task: { prototypes: { shuffleLabels: 1, classes: 3 } },
    });
  });

  it.each([
    [{ task: 'task: {}' }, 'task', 'exactly one of modularAddition, images, prototypes, linearTeacher, came none'],
    [{ network: 'network: {mlp: {width: 8}}' }, 'network.mlp.width', 'did you mean widths?'],
    [{ network: 'network: {transformer: {width: 8}}' }, 'network', 'prototypes gives numbers, came transformer'],
    [
      { training: 'training: {optimiser: sgd, learningRate: 0.1, batch: 10, steps: 5, epochs: 2}' },
      'training',
      'one of steps, epochs, came steps and epochs',
    ],
    [
      { training: 'training: {optimiser: sgd, learningRate: 0.1, batch: 31, steps: 5}' },
      'training.batch',
      'at most 30, the examples for training',
    ],
    [
      { training: 'training: {optimiser: sgd, learningRate: 0.1, batch: 10, steps: 5, targetScale: 3}' },
      'training.targetScale',
      'loss: mean-square',
    ],
    [
      { training: 'training: {optimiser: sgd, learningRate: 0.1, batch: 10, steps: 5, warmUp: 9}' },
      'training.warmUp',
      'a warm-up of at most 5',
    ],
    [{ seeds: 'seeds: 1' }, 'seeds', 'an integer from 2 to 100'],
    [{ seeds: 'sweep: {learningRate: [0.2, 0.1]}' }, 'sweep.learningRate[1]', 'above 0.2'],
    [{ seeds: 'sweep: {learningRate: [0.1, 0.2], weightDecay: [0, 1]}' }, 'sweep', 'came learningRate and weightDecay'],
    [{ seeds: 'sweep: {trainFraction: [0.1, 0.2]}' }, 'sweep.trainFraction', 'a field that prototypes have'],
    [{ seeds: 'conditions: [{name: a}, {name: a}]' }, 'conditions[1].name', 'each name once'],
    [
      { seeds: 'conditions: [{name: a, network: {transformer: {width: 8}}}]' },
      'conditions[0].network.transformer',
      'fields of mlp',
    ],
    [{ seeds: 'conditions: [{name: a, training: {batch: 99}}]' }, 'conditions[0].training.batch', 'at most 30'],
    [
      { seeds: 'conditions: [{name: full}, {name: b}]\nclaims: [{ratio: {of: b, to: fulll, atLeast: 2}}]' },
      'claims[0].ratio.to',
      'did you mean full?',
    ],
    [{ seeds: 'claims: [{monotone: {direction: rises}}]' }, 'claims[0].monotone', 'a scenario with a sweep'],
    [{ seeds: 'claims: [{bound: {atLeast: 1, atMost: 2}}]' }, 'claims[0].bound', 'exactly one of atLeast, atMost'],
    [{ seeds: 'claims: [{linearLimit: {limit: rich, within: 0.1}}]' }, 'claims[0].linearLimit', 'a deepLinear network'],
  ])('refuses %j', async (changes, place, phrase) => {
    const text = await refusal(changes as unknown as Record<string, string>);
    expect(text).toContain(place);
    expect(text).toContain(phrase);
  });

  it('refuses what does not go with pairs, or with maps', async () => {
    const heads = 'network: {transformer: {layers: 1, width: 8, heads: 3}}';
    expect(await refusal({ network: heads }, addition)).toContain('a divisor of the width 8, came 3 heads');
    expect(await refusal({ network: 'network: {mlp: {widths: [8]}}' }, addition)).toContain('gives tokens, came mlp');
    const few = 'task: {modularAddition: {modulus: 2, trainFraction: 0.001}}';
    expect(await refusal({ task: few }, addition)).toContain('0 of 4 pairs for training');
    const loss = 'training: {loss: cross-entropy, optimiser: sgd, learningRate: 0.1, batch: 10, steps: 12}';
    expect(await refusal({ training: loss }, linear)).toContain('the targets are numbers');
    const many = 'task: {linearTeacher: {inputs: 5, outputs: 2, singularValues: [1, 2, 3], train: 20, test: 6}}';
    expect(await refusal({ task: many }, linear)).toContain('at most 2 singular values');
    expect(await refusal({ seeds: 'claims: [{bound: {quantity: NC1, atMost: 1}}]' }, linear)).toContain(
      'without labels',
    );
  });
});

describe('checkpoints', () => {
  const measure = { on: 'train', examples: 10, blocks: 2 } as const;

  it('are spaced as asked for, begin at 0, end with the last step, each once', () => {
    expect(checkpointSteps({ ...measure, checkpoints: 5, spacing: 'linear' }, 8)).toEqual([0, 2, 4, 6, 8]);
    expect(checkpointSteps({ ...measure, checkpoints: 6, spacing: 'log' }, 10_000)).toEqual([
      0, 1, 10, 100, 1000, 10_000,
    ]);
    expect(checkpointSteps({ ...measure, checkpoints: 30, spacing: 'log' }, 4)).toEqual([0, 1, 2, 3, 4]);
    expect(checkpointSteps({ ...measure, checkpoints: 2, spacing: 'log' }, 7)).toEqual([0, 7]);
  });
});
