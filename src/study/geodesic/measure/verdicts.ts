import { formatNumber, formatPercent } from '../../../figure/format.ts';
import { decide, type Verdict } from '../../../record/series.ts';
import { type BoundCheck, bottleneckBound, type StabilisedPath, speedBound } from '../../../theory/geodesic/bounds.ts';
import { speedFromEnergy } from '../../../theory/geodesic/hamiltonian.ts';
import type { GeodesicSolution } from '../solution.ts';
import type { NodeValues } from './node-values.ts';
import type { PathValues } from './path-values.ts';

/** Largest relative residual of the weights, over the stages, of what counts as stationary. */
export const stationaryWithin = 1e-3;
/** Largest relative drift of what counts as a constant Hamiltonian. */
export const flatWithin = 0.1;

/** The claims about a solved path, decided; the one on the rank only where the teacher's rank is known. */
export function geodesicVerdicts(
  solution: Pick<GeodesicSolution, 'stationarity' | 'message' | 'nodes'>,
  path: PathValues,
  effectiveDepth: number,
  teacherRank: number | null,
): Verdict[] {
  return [
    stationaryVerdict(solution),
    flatVerdict(path),
    bottleneckBoundVerdict(path, effectiveDepth, solution.stationarity),
    speedBoundVerdict(path, effectiveDepth, solution.stationarity),
    ...(teacherRank === null ? [] : [bracketVerdict(path, effectiveDepth, teacherRank)]),
  ];
}

const short = (value: number) => formatNumber(value, 3);

function stationaryVerdict({ stationarity, message }: Pick<GeodesicSolution, 'stationarity' | 'message'>): Verdict {
  return {
    claim: `the path is stationary: W is L̃Bσ(A)ᵀ to ${formatPercent(stationaryWithin)} at every stage`,
    statistic: stationarity,
    threshold: stationaryWithin,
    outcome: stationarity <= stationaryWithin ? 'holds' : 'fails',
    detail: `largest ‖W − L̃Bσ(A)ᵀ‖/‖W‖ with the solver's own momenta: ${short(stationarity)}; ${message}`,
  };
}

function flatVerdict({ drift, energyRange, meanEnergy, nodes }: PathValues): Verdict {
  return {
    claim: `the Hamiltonian is constant along the path to ${formatPercent(flatWithin)}`,
    statistic: drift,
    threshold: flatWithin,
    outcome: drift <= flatWithin ? 'holds' : 'fails',
    detail: `H between ${formatNumber(energyRange[0])} and ${formatNumber(energyRange[1])}, mean ${formatNumber(meanEnergy)}: (max − min)/|mean| = ${formatPercent(drift)} on ${nodes.length - 1} intervals`,
  };
}

/** Largest relative residual of the weights with which a path says anything against a theorem on exact ones. */
const nearlyStationary = 0.1;

/**
 * A theorem holds for exact solutions: numbers within the bounds confirm it, numbers outside by no more than the error of
 * the solution, or of a path that is none, decide nothing.
 */
function boundVerdict(claim: string, excess: number, slack: number, stationarity: number, detail: string): Verdict {
  const open = excess <= slack || !(stationarity <= nearlyStationary);
  const outcome = excess <= 0 ? 'holds' : open ? 'inconclusive' : 'fails';
  return { claim, statistic: excess, threshold: 0, outcome, detail };
}

/** How far a value is outside its bounds; negative inside. */
function excessOf({ lower, value, upper }: BoundCheck): number {
  return Math.max(lower - value, value - upper);
}

/** Largest distance of −2H/L̃ from that of the mean H. */
function rankError({ energyRange, meanEnergy }: PathValues, effectiveDepth: number): number {
  return (2 / effectiveDepth) * Math.max(energyRange[1] - meanEnergy, meanEnergy - energyRange[0]);
}

function stabilised(path: PathValues, effectiveDepth: number, slack: number): StabilisedPath {
  return { effectiveDepth, energy: path.meanEnergy, gammaMomentum: path.gammaMomentum, slack };
}

function constants({ gammaMomentum, momentumSquare, length, at }: PathValues): string {
  const gammas = at.map(({ gamma }) => gamma);
  return `γ from ${short(Math.min(...gammas))} to ${short(Math.max(...gammas))}, c = max ‖B‖² = ${short(momentumSquare)}, max γ‖B‖² = ${short(gammaMomentum)}, ℓ = ${short(length)}`;
}

function bottleneckBoundVerdict(path: PathValues, effectiveDepth: number, stationarity: number): Verdict {
  const slack = rankError(path, effectiveDepth);
  const check = bottleneckBound(stabilised(path, effectiveDepth, slack), path.bottleneck.rankFromCost, path.length);
  return boundVerdict(
    '−2H/L̃ is as close to the least COIᵧ as the theorem says',
    excessOf(check),
    slack,
    stationarity,
    `−2H/L̃ − min COIᵧ = ${short(check.value)}, between −(ℓ/L̃ + √(γc))² = ${short(check.lower)} and γc = ${short(check.upper)}; ${constants(path)}; H leaves −2H/L̃ uncertain by ${short(slack)}`,
  );
}

function speedBoundVerdict(path: PathValues, effectiveDepth: number, stationarity: number): Verdict {
  const checks = path.at.map((values, k) => {
    const slack = speedSlack(values, path, effectiveDepth);
    const check = speedBound(stabilised(path, effectiveDepth, slack), values.speed, values.cost);
    return { ...check, slack, excess: excessOf(check), p: path.nodes[k]! };
  });
  const clearest = (read: (one: (typeof checks)[number]) => number) =>
    checks.reduce((worst, one) => (read(one) > read(worst) ? one : worst));
  const outside = checks.filter(({ excess }) => excess > 0);
  const worst = outside.length > 0 ? clearest(({ excess, slack }) => excess - slack) : clearest(({ excess }) => excess);
  const where = outside.length > 0 ? `outside at ${outside.length} of ${checks.length} nodes; ` : '';
  return boundVerdict(
    'the speed follows from the energy as closely as the theorem says, at every node',
    worst.excess,
    worst.slack,
    stationarity,
    `${where}nearest to a bound at p = ${short(worst.p)}: ‖∂A‖ − L̃√max(0, COIᵧ + 2H/L̃) = ${short(worst.value)}, between −L̃√(γc) = ${short(worst.lower)} and 2L̃√(γc) = ${short(worst.upper)}; the path leaves it uncertain by ${short(worst.slack)}`,
  );
}

/** What the residual of the weights and the drift of H leave open at a node: ‖(W − L̃Bσᵀ)σ‖_{K+γ} is at most ‖W − L̃Bσᵀ‖. */
function speedSlack({ weightResidual, energy, cost }: NodeValues, { meanEnergy }: PathValues, depth: number): number {
  return weightResidual + Math.abs(speedFromEnergy(depth, cost, energy) - speedFromEnergy(depth, cost, meanEnergy));
}

function bracketVerdict(path: PathValues, effectiveDepth: number, teacherRank: number): Verdict {
  const { rankFromEnergy, rankFromCost } = path.bottleneck;
  const above = rankFromEnergy - teacherRank;
  const below = teacherRank - rankFromCost;
  const excess = Math.max(above, below);
  const error = (path.energyRange[1] - path.energyRange[0]) / effectiveDepth;
  const side =
    excess <= 0
      ? ''
      : above > below
        ? `; −2H/L̃ exceeds k* by ${short(above)}`
        : `; min COIᵧ falls short of k* by ${short(below)}: γ and the bias lower it, and a penalty too large leaves directions out`;
  return {
    claim: `−2H/L̃ and the least COIᵧ bracket k* = ${teacherRank}, the rank of the teacher`,
    statistic: excess,
    threshold: 0,
    outcome: decide(excess, error, 0, 1),
    detail: `−2H/L̃ = ${short(rankFromEnergy)} ± ${short(error)}, min COIᵧ = ${short(rankFromCost)} at p = ${short(path.bottleneck.narrowest)}: a gap of ${short(rankFromCost - rankFromEnergy)}${side}`,
  };
}
