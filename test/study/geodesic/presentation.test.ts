import { describe, expect, it } from 'vitest';
import type { SeriesRow } from '#odepth/record/series';
import { measure } from '#odepth/study/geodesic/measure/measure';
import { present } from '#odepth/study/geodesic/presentation/present';
import { geodesicScenarioKind } from '#odepth/study/geodesic/scenario';
import type { GeodesicSolution } from '#odepth/study/geodesic/solution';
import { soundSvg, textsOf } from '../../figure/specification.ts';
import { singularValues } from '../../figure/synthetic-geodesic.ts';
import { linearSolution } from './exact-solution.ts';
import { resolved, valid, withLines } from './scenarios.ts';

const text = withLines(valid, {
  'model:': 'model: {effectiveDepth: 3, width: 4, activation: identity, bias: false}',
  'task:': 'task: {teacher: {widths: [4, 2, 4], hidden: 0}, train: 9}',
  'penalty:': 'penalty: {lambdaOverDepth: 0.02}',
});
const stages = [
  { label: 'softplus 5, 20 intervals', intervals: 20, evaluations: 3, products: 4, iterations: 2 },
  { label: 'softplus 20, 20 intervals', intervals: 20, evaluations: 9, products: 20, iterations: 5 },
].map((stage) => ({ ...stage, loss: 1, hamiltonianDrift: 0.1, outcome: 'converged' }));

async function input(solution: GeodesicSolution, teacherRank: number | null = 2) {
  const scenario = await resolved(geodesicScenarioKind, text);
  const { rows, arrays } = measure(scenario, { teacherRank, testTargets: null }, solution);
  const provenance = { teacherRank, solver: { message: solution.message, stages } };
  return { scenario: JSON.parse(JSON.stringify(scenario)), rows, arrays, provenance };
}

/** A record whose costs and singular values show a bottleneck of rank 3 between 0.22 and 0.8. */
async function withBottleneck() {
  const record = await input(linearSolution(40), 3);
  const nodes = linearSolution(40).nodes;
  const inside = (p: number) => p > 0.22 && p < 0.8;
  const altered: Record<string, (row: SeriesRow) => number> = {
    coi: ({ t }) => (inside(t) ? 3.2 + (t - 0.5) ** 2 : 12),
    rankFromEnergy: () => 2.8,
    hamiltonian: () => -4.2,
    bottleneckRankFromCoi: () => 3.2,
    bottleneckRankFromEnergy: () => 2.8,
    bottleneckEntry: () => 0.22,
    bottleneckExit: () => 0.8,
    bottleneckDepth: () => nodes[20]!,
  };
  const rows = record.rows.map((row) => ({ ...row, value: altered[row.quantity]?.(row) ?? row.value }));
  const family = singularValues([...nodes], 8, 3);
  const data = Float64Array.from(
    { length: nodes.length * 8 },
    (_, i) => family[i % 8]!.points[Math.floor(i / 8)]!.value,
  );
  const array = { shape: [nodes.length, 8], data };
  const arrays = new Map([...record.arrays, ['singularValues', array], ['weightSingularValues', array]] as const);
  return { ...record, rows, arrays };
}

describe('the report of a geodesic', () => {
  it('says in one paragraph where the bottleneck is, of which rank, and what brackets it', async () => {
    const { sections } = present(await withBottleneck());
    const { introduction } = sections[0]!;
    expect(introduction).toContain('from p₁ = 0.220 to p₂ = 0.800 COIᵧ is within 50 % of its minimum 3.20');
    expect(introduction).toMatch(
      /Aₚ has 3 singular values from 9.00 to 7.00, and the next is .*: the representation is nearly of rank 3/,
    );
    expect(introduction).toMatch(/−2H\/L̃ = 2.8.* and min COIᵧ = 3.20 bracket k\* = 3.*a gap of 0.400/);
    expect(introduction).not.toContain('not a fully solved geodesic');
  });

  it('says that there is none where the cost is as low at an end', async () => {
    const { sections } = present(await input(linearSolution(20)));
    expect(sections[0]!.introduction).toContain('There is no bottleneck inside the path');
  });

  it('begins with what is wrong where the path is not solved', async () => {
    const solution = { ...linearSolution(20), stationarity: 0.3, message: 'the iterations are used up' };
    const { introduction } = present(await input(solution)).sections[0]!;
    expect(introduction).toMatch(
      /^This is not a fully solved geodesic: the path is not stationary \(‖W − L̃Bσ\(A\)ᵀ‖\/‖W‖ reaches 0.300\)/,
    );
  });

  it('lists the single numbers under the names of the summary', async () => {
    const { headline } = present(await input(linearSolution(20)));
    const names = headline!.rows.map(([, name]) => name);
    for (const name of [
      'loss',
      'fit',
      'penalty',
      'stationarity',
      'resolution',
      'hamiltonianDrift',
      'balancednessDefect',
    ])
      expect(names).toContain(name);
  });
});

describe('the figures of a geodesic', () => {
  it('are sound at both widths, with the stages, L̃, k* and the bottleneck marked', async () => {
    const { figures } = present(await withBottleneck());
    const names = figures.map(({ name }) => name);
    expect(names).toEqual(['singular-values', 'energies', 'norms', 'paths', 'mesh', 'history']);
    const texts: string[] = [];
    for (const { wide, narrow } of figures) {
      texts.push(...textsOf(await soundSvg(wide, 940)));
      await soundSvg(narrow, 390);
    }
    for (const word of ['L̃ = 3', 'k* = 3', 'bottleneck, p₁ to p₂', 'softplus 5, 20 intervals', 's₄', 'step density ρ'])
      expect(texts).toContain(word);
    expect(texts.join(' ')).not.toMatch(/_/);
  });

  it('do without a history, a teacher and a bottleneck', async () => {
    const { figures } = present(await input({ ...linearSolution(6), history: [] }, null));
    expect(figures.map(({ name }) => name)).not.toContain('history');
    for (const { wide } of figures) await soundSvg(wide, 940);
  });
});
