import type { ErrorKind, SeriesRow, Source } from '../../../record/series.ts';
import type { GeodesicSolution } from '../solution.ts';
import type { NodeValues } from './node-values.ts';
import { type PathValues, relativeResidual } from './path-values.ts';
import type { PointMean } from './test-error.ts';

/** Singular values of a node that become rows; arrays have all of them. */
const mostSingularValues = 100;
/** Error of a singular value, relative to the largest. */
const singularRounding = 1e-14;

type Measured = readonly [value: number, error: number, errorKind: ErrorKind];

/**
 * The measured path as rows: single numbers at t = 1, then what varies along p. Errors say what is known: `resolution` is
 * how far the number would move if H were constant, or W the weights of the momenta, or the penalty the integral of the
 * values at the nodes; numbers that are themselves such distances have none.
 */
export function geodesicRows(
  solution: GeodesicSolution,
  path: PathValues,
  effectiveDepth: number,
  testError: PointMean | null,
): SeriesRow[] {
  const { method: source, nodes } = solution;
  return [
    ...singleNumbers(solution, path, effectiveDepth, testError).map(([quantity, number]) =>
      row(source, quantity, '', 1, number),
    ),
    ...path.at.flatMap((values, k) => nodeRows(source, nodes[k]!, values, path, effectiveDepth)),
  ];
}

function singleNumbers(
  { loss, stationarity }: GeodesicSolution,
  path: PathValues,
  effectiveDepth: number,
  testError: PointMean | null,
): (readonly [string, Measured])[] {
  const { bottleneck, penaltyError, energyRange, meanEnergy } = path;
  const resolved = (value: number): Measured => [value, penaltyError, 'resolution'];
  const distance = (value: number, kind: ErrorKind): Measured => [value, 0, kind];
  const halfRange = (energyRange[1] - energyRange[0]) / 2;
  const rankError = (2 * halfRange) / effectiveDepth;
  return [
    ['loss', resolved(loss.fit + loss.penalty)],
    ['fit', resolved(loss.fit)],
    ['penalty', resolved(loss.penalty)],
    ...(testError ? [['testError', [testError.value, testError.standardError, 'standard']] as const] : []),
    ['stationarity', distance(stationarity, 'residual')],
    ['resolution', distance(path.resolution, 'resolution')],
    ['hamiltonian', [meanEnergy, halfRange, 'resolution']],
    ['hamiltonianDrift', distance(path.drift, 'resolution')],
    ['bottleneckRankFromEnergy', [bottleneck.rankFromEnergy, rankError, 'resolution']],
    ['bottleneckRankFromCoi', [bottleneck.rankFromCost, rankError, 'resolution']],
    ['bottleneckEntry', [bottleneck.entry, stepAround(path.nodes, bottleneck.entry), 'resolution']],
    ['bottleneckExit', [bottleneck.exit, stepAround(path.nodes, bottleneck.exit), 'resolution']],
    ['bottleneckDepth', [bottleneck.narrowest, stepAround(path.nodes, bottleneck.narrowest), 'resolution']],
    ['balancednessDefect', distance(path.balancednessDefect, 'resolution')],
    ['pathLength', [path.length, 0, 'resolution']],
  ];
}

function nodeRows(
  source: Source,
  p: number,
  values: NodeValues,
  { meanEnergy }: PathValues,
  effectiveDepth: number,
): SeriesRow[] {
  const energyError = Math.abs(values.energy - meanEnergy);
  const rankError = (2 * energyError) / effectiveDepth;
  const single: readonly (readonly [string, Measured])[] = [
    ['coi', [values.cost, rankError, 'resolution']],
    ['kinetic', [values.kinetic, energyError, 'resolution']],
    ['rankFromEnergy', [(-2 * values.energy) / effectiveDepth, rankError, 'resolution']],
    ['momentumNorm', [values.momentumNorm, 0, 'resolution']],
    ['weightNorm', [values.weightNorm, values.weightResidual, 'resolution']],
    ...(values.solved ? [['weightResidual', [relativeResidual(values), 0, 'resolution']] as const] : []),
  ];
  const family = (quantity: string, all: Float64Array, error: number, kind: ErrorKind) =>
    Array.from(all.subarray(0, mostSingularValues), (value, i) =>
      row(source, quantity, String(i + 1), p, [value, error, kind]),
    );
  return [
    ...single.map(([quantity, number]) => row(source, quantity, '', p, number)),
    ...family('singularValue', values.singularValues, singularRounding * (values.singularValues[0] ?? 0), 'tolerance'),
    ...family('weightSingularValue', values.weightSingularValues, values.weightResidual, 'resolution'),
  ];
}

function row(
  source: Source,
  quantity: string,
  component: string,
  t: number,
  [value, error, errorKind]: Measured,
): SeriesRow {
  return { quantity, component, layer: null, t, source, value, error, errorKind };
}

/** Length of the interval around p. */
function stepAround(nodes: Float64Array, p: number): number {
  const next = Math.max(
    1,
    nodes.findIndex((node) => node >= p),
  );
  return nodes[next]! - nodes[next - 1]!;
}
