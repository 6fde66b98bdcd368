import { formatNumber, formatWithError } from '../../figure/format.ts';
import { decide, type SeriesRow, type Verdict } from '../../record/series.ts';
import type { PointResult } from './point-result.ts';
import { type SweepReader, sweepReader } from './sweep-rows.ts';
import { type BottleneckSweepScenario, positionLabel, type SweepPosition, sweepPositions } from './sweep-scenario.ts';
import { errorWords, overSeeds, type TrendInput, trendVerdict, wrongChance } from './trend.ts';

type Place = Omit<SweepPosition, 'seed'>;

/** The claims about a sweep: trends over L̃, brackets of k* at every L̃, and what holds on every single path. */
export function sweepVerdicts(
  scenario: BottleneckSweepScenario,
  rows: readonly SeriesRow[],
  points: readonly PointResult[],
): Verdict[] {
  const read = sweepReader(scenario, rows);
  const teacherRank = points[0]?.teacherRank ?? null;
  const { lambdaOverDepth, effectiveDepth } = scenario.sweep;
  const indices = (values: readonly unknown[]) => [...values.keys()];
  return [
    ...indices(lambdaOverDepth).flatMap((lambda) => trendVerdicts(scenario, read, lambda)),
    ...(teacherRank === null
      ? []
      : indices(lambdaOverDepth).flatMap((lambda) =>
          indices(effectiveDepth).flatMap((depth) => {
            const place = { lambdaOverDepth: lambda, effectiveDepth: depth };
            return bracketVerdict(scenario, read, place, teacherRank);
          }),
        )),
    ...everywhere(scenario, points),
  ];
}

const trends = [
  { words: '−2H/L̃ rises with L̃', quantity: 'bottleneckRankFromEnergy', direction: 'rises' },
  { words: 'the least COIᵧ falls with L̃', quantity: 'bottleneckRankFromCoi', direction: 'falls' },
] as const satisfies readonly (Pick<TrendInput, 'direction'> & Record<'words' | 'quantity', string>)[];

function trendVerdicts(scenario: BottleneckSweepScenario, read: SweepReader, lambdaOverDepth: number): Verdict[] {
  const { effectiveDepth, lambdaOverDepth: lambdas, seeds } = scenario.sweep;
  const where = lambdas.length > 1 ? ` at λ/L̃ = ${lambdas[lambdaOverDepth]}` : '';
  return trends.flatMap(({ words, quantity, direction }) => {
    const verdict = trendVerdict({
      ...{ claim: words + where, depths: effectiveDepth, direction },
      seeds: seeds.map((_, seed) =>
        effectiveDepth.map((_, depth) => read(quantity, { effectiveDepth: depth, lambdaOverDepth, seed })),
      ),
    });
    return verdict ? [verdict] : [];
  });
}

/**
 * −2H/L̃ ≤ k* ≤ min COI_γ, means over seeds: the worse of the two sides is decided, by Student's test at 5 %.
 */
function bracketVerdict(
  scenario: BottleneckSweepScenario,
  read: SweepReader,
  place: Place,
  teacherRank: number,
): Verdict[] {
  const short = (value: number) => formatNumber(value, 3);
  const { sweep } = scenario;
  const ofSeeds = (quantity: string) =>
    sweep.seeds.flatMap((_, seed) => {
      const row = read(quantity, { ...place, seed });
      return row ? [row] : [];
    });
  const [energies, costs] = [ofSeeds('bottleneckRankFromEnergy'), ofSeeds('bottleneckRankFromCoi')];
  const [energy, cost] = [overSeeds(energies, wrongChance), overSeeds(costs, wrongChance)];
  if (energy === undefined || cost === undefined) return [];
  const above = energy.mean - teacherRank;
  const below = teacherRank - cost.mean;
  const worse = above > below ? energy : cost;
  const excess = Math.max(above, below);
  const inside = energies.filter(({ value }, i) => value <= teacherRank && teacherRank <= costs[i]!.value).length;
  const sides = [
    ...(above > 0 ? [`−2H/L̃ exceeds k* by ${short(above)}`] : []),
    ...(below > 0
      ? [
          `min COIᵧ falls short of k* by ${short(below)} (γ and the bias lower it, and a penalty too large leaves directions out)`,
        ]
      : []),
  ];
  const lambda = sweep.lambdaOverDepth.length > 1 ? `, λ/L̃ = ${sweep.lambdaOverDepth[place.lambdaOverDepth]}` : '';
  const counted = energies.length > 1 ? [`${inside} of ${energies.length} seeds bracket it by themselves`] : [];
  return [
    {
      claim: `−2H/L̃ and the least COIᵧ bracket k* = ${teacherRank} at L̃ = ${sweep.effectiveDepth[place.effectiveDepth]}${lambda}`,
      statistic: excess,
      threshold: 0,
      outcome: decide(excess, worse.error, 0, worse.factor),
      detail: [
        `−2H/L̃ = ${formatWithError(energy.mean, energy.error)}, min COIᵧ = ${formatWithError(cost.mean, cost.error)} (${errorWords(worse)})`,
        `a gap of ${short(cost.mean - energy.mean)}`,
        ...sides,
        ...counted,
      ].join('; '),
    },
  ];
}

const severity = { holds: 0, inconclusive: 1, fails: 2 } as const;

/** A claim about single paths, for all of them: it holds where it holds on each, and fails where it fails on one. */
function everywhere(scenario: BottleneckSweepScenario, points: readonly PointResult[]): Verdict[] {
  const positions = sweepPositions(scenario);
  const claims = new Map<string, { readonly label: string; readonly verdict: Verdict }[]>();
  for (const [i, { verdicts }] of points.entries()) {
    const label = positionLabel(scenario, positions[i]!);
    for (const verdict of verdicts) {
      claims.set(verdict.claim, [...(claims.get(verdict.claim) ?? []), { label, verdict }]);
    }
  }
  return [...claims].map(([claim, all]): Verdict => {
    const worst = all.reduce((most, one) => {
      const order = severity[one.verdict.outcome] - severity[most.verdict.outcome];
      return order > 0 || (order === 0 && one.verdict.statistic > most.verdict.statistic) ? one : most;
    });
    const count = (outcome: Verdict['outcome']) => all.filter(({ verdict }) => verdict.outcome === outcome).length;
    const undecided = count('inconclusive') > 0 ? `, is undecided on ${count('inconclusive')}` : '';
    return {
      claim: `at every point: ${claim}`,
      statistic: worst.verdict.statistic,
      threshold: worst.verdict.threshold,
      outcome: worst.verdict.outcome,
      detail: `holds on ${count('holds')} of ${all.length} paths${undecided}; ${all.length > 1 ? 'the worst, at' : 'at'} ${worst.label}: ${worst.verdict.detail}`,
    };
  });
}
