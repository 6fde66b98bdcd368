import { describe, expect, it } from 'vitest';
import type { SeriesRow } from '#odepth/record/series';
import { present } from '#odepth/study/richness/presentation/present';
import type { GivenArray, RichnessScenario } from '#odepth/study/richness/richness-scenario';
import { rowsOf, soundSvg, textsOf } from '../../figure/specification.ts';

const array = (name: string, columns: number): GivenArray => ({
  ...{ file: `${name}.npy`, entry: null, shape: [1000, columns], type: '<f4', sha256: '0'.repeat(64) },
});

function scenarioOf(steps: readonly (number | null)[], more: Partial<RichnessScenario> = {}): RichnessScenario {
  return {
    ...{ format: 1, kind: 'richness', name: 'made', purpose: 'Made numbers.', seed: '0' },
    checkpoints: steps.map((step) => ({ step, features: array('features', 64), outputs: array('outputs', 10) })),
    ...{ targets: null, labels: null, initial: null, initialOutputs: null },
    ...{ rows: 1000, blocks: 20, estimator: 'centre-then-project', rankTolerance: 1e-6 },
    ...{ spectrum: { components: 100, centred: false }, expect: [] },
    ...more,
  };
}

type Numbers = Readonly<Record<string, readonly [value: number, error: number]>>;

/** Rows of one network: "quantity component" by name. */
const rowsAt = (t: number, numbers: Numbers): SeriesRow[] =>
  Object.entries(numbers).map(([name, [value, error]]) => {
    const [quantity, component = ''] = name.split(' ') as [string, string?];
    return { quantity, component, layer: null, t, source: 'measured', value, error, errorKind: 'standard' };
  });

const single: Numbers = {
  'D_LR centre-then-project': [0.12, 0.007],
  'D_LR project-then-centre': [0.13, 0.007],
  ...{ accuracy: [0.97, 0.005], S_init: [0.2, 0.01], NC1: [0.03, 0.001], NC2: [1e-9, 0.2], rank: [10, 0] },
};

/** Powers of k, as they might come. */
const spectrum = (count: number, mark = ''): Numbers =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => i + 1).flatMap((k) => [
      [`eigenvalue ${mark}${k}`, [3 / k ** 2, 0.1 / k ** 2]],
      [`relativeEigenvalue ${mark}${k}`, [k === count ? 1e-17 : 1 / k ** 2, 0.02 / k ** 2]],
      [`quality ${mark}${k}`, [1 - 1 / k, 0.01]],
      [`utilisation ${mark}${k}`, [1 - 0.5 / k, 0.01]],
    ]),
  );

const shown = (scenario: RichnessScenario, rows: readonly SeriesRow[]) =>
  present({
    scenario: JSON.parse(JSON.stringify(scenario)),
    rows,
    provenance: { jackknife: 'exact' },
    arrays: new Map(),
  });

describe('the report of measured features', () => {
  it('has every number with its error and its meaning, the estimator of the scenario first', () => {
    const { headline, sections } = shown(scenarioOf([null]), rowsAt(0, single));
    expect(headline!.columns).toEqual(['Quantity', 'Value', 'Meaning']);
    expect(headline!.rows.map(([name]) => name)).toEqual([
      ...['D_LR, centre-then-project', 'D_LR, project-then-centre', 'accuracy', 'S_init', 'NC1', 'NC2', 'rank'],
    ]);
    expect(headline!.rows[0]![1]).toBe('0.1200 ± 0.0070');
    expect(headline!.rows.at(-1)![1]).toBe('10');
    expect(sections[0]!.sentences![0]).toContain('0.605 where all 64 features were equally strong');
  });

  it('puts numbers of the initial network beside those of the trained one', () => {
    const before: Numbers = { 'D_LR initial:centre-then-project': [0.6, 0.01], 'accuracy initial': [0.1, 0.01] };
    const { headline, sections } = shown(scenarioOf([null]), rowsAt(0, { ...single, ...before }));
    expect(headline!.columns[2]).toBe('As initialised');
    expect(headline!.rows[0]![2]).toBe('0.600 ± 0.010');
    expect(sections[0]!.sentences!.join(' ')).toContain('D_LR goes from 0.600 ± 0.010 to 0.1200 ± 0.0070: richer');
  });

  it('has a table over steps for a series', () => {
    const rows = [200, 3000].flatMap((step, i) =>
      rowsAt(step, { 'D_LR centre-then-project': [0.51 - 0.4 * i, 0.01], rank: [10, 0] }),
    );
    const { headline, figures } = shown(scenarioOf([200, 3000]), rows);
    expect(headline!.rows).toEqual([
      ['200', '0.510 ± 0.010', '10'],
      ['3000', '0.110 ± 0.010', '10'],
    ]);
    expect(figures.find(({ name }) => name === 'training')!.caption).toContain(
      'from 0.510 ± 0.010 at step 200 to 0.110 ± 0.010 at step 3000',
    );
  });
});

describe('the figures of measured features', () => {
  it.each([12, 100])('are sound at both widths, with three panels over %i components', async (count) => {
    const scenario = scenarioOf([null], { initial: array('initial', 64) });
    const initial = Object.fromEntries(
      Object.entries(spectrum(count, 'initial:')).filter(([name]) => !name.startsWith('utilisation')),
    );
    const { figures, tables } = shown(scenario, rowsAt(0, { ...single, ...spectrum(count), ...initial }));
    expect(figures.map(({ name }) => name)).toEqual(['measures', 'spectrum']);
    expect(tables.map(({ figure }) => figure)).toEqual(['measures', 'spectrum']);
    for (const { wide, narrow } of figures) {
      await soundSvg(wide, 940);
      await soundSvg(narrow, 390);
    }
    const texts = textsOf(await soundSvg(figures[1]!.wide, 940));
    for (const text of [
      'Strength of feature k',
      'Cumulative quality',
      'Cumulative utilisation',
      'rank of the outputs: 10',
      'as initialised',
      'trained',
    ])
      expect(texts).toContain(text);
    // An eigenvalue that is rounding is not drawn.
    expect(rowsOf(figures[1]!.wide)).not.toContainEqual(expect.objectContaining({ value: 1e-17 }));
  });

  it('follow D_LR and those beside it over steps, an axis in powers of ten where steps are', async () => {
    const steps = [0, 10, 100, 1000];
    const rows = steps.flatMap((step) =>
      rowsAt(step, { ...single, 'D_LR centre-then-project': [0.5 / (1 + step), 0.01] }),
    );
    const { figures } = shown(scenarioOf(steps), rows);
    const training = figures.find(({ name }) => name === 'training')!;
    expect(training.caption).toContain('Step 0 has no place on the axis');
    for (const [spec, page] of [
      [training.wide, 940],
      [training.narrow, 390],
    ] as const) {
      const texts = textsOf(await soundSvg(spec, page));
      for (const text of ['D_LR (0 rich, 1 lazy)', 'accuracy', 'NC1', 'training step']) expect(texts).toContain(text);
    }
    expect(rowsOf(training.wide)).toContainEqual(expect.objectContaining({ x: 100, value: 0.5 / 101 }));
  });

  it('draw no dot for what cannot be told from nothing, only its bar', async () => {
    const { figures } = shown(scenarioOf([null]), rowsAt(0, single));
    const drawn = rowsOf(figures[0]!.wide);
    expect(drawn).toContainEqual(expect.objectContaining({ value: 0.03 }));
    expect(drawn).toContainEqual({ row: 0, low: expect.any(Number), high: expect.closeTo(0.2, 6) });
    await soundSvg(figures[0]!.wide, 940);
  });
});
