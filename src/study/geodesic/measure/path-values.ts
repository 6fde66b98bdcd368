import { balancednessDefect } from '../../../theory/geodesic/balancedness.ts';
import { type Bottleneck, bottleneckOf } from '../../../theory/geodesic/bottleneck.ts';
import { intervalIntegrals, pathIntegral } from '../../../theory/geodesic/path-integral.ts';
import type { GeodesicScenario } from '../geodesic-scenario.ts';
import type { GeodesicSolution } from '../solution.ts';
import { type NodeValues, nodeValues } from './node-values.ts';

/** Part of its minimum by which COI_γ may exceed it inside the bottleneck. */
export const bottleneckMargin = 0.5;

/** A solved path in numbers. */
export interface PathValues {
  readonly nodes: Float64Array;
  readonly at: readonly NodeValues[];
  readonly bottleneck: Bottleneck;
  /** ∫ H dp. */
  readonly meanEnergy: number;
  /** Smallest and largest H over the nodes. */
  readonly energyRange: readonly [number, number];
  /** (max H − min H) / |mean H|. */
  readonly drift: number;
  /** ℓ = ∫ ‖∂_pA‖_{K+γ} dp. */
  readonly length: number;
  /** max_p γ_p ‖B_p‖_F². */
  readonly gammaMomentum: number;
  /** max_p ‖B_p‖_F²: c of the bounds. */
  readonly momentumSquare: number;
  /** max over the nodes of ‖W − L̃ B σ(A)ᵀ‖ / ‖W‖. */
  readonly resolution: number;
  readonly balancednessDefect: number;
  /** (μ/2) |∫ ‖L̃ B σ(A)ᵀ‖² dp − ∫ ‖W‖² dp|: cubics through the nodes against the solver's own sum. */
  readonly penaltyError: number;
}

/** Every node measured, and what follows from all of them. */
export function pathValues(
  { model, penalty, stabiliser }: Pick<GeodesicScenario, 'model' | 'penalty' | 'stabiliser'>,
  { nodes, states, momenta, weights, weightIntegrals }: GeodesicSolution,
): PathValues {
  const at = states.map((a, k) => nodeValues(model, stabiliser.relative, a, momenta[k]!, weights[k] ?? null));
  const along = (read: (values: NodeValues) => number) => Float64Array.from(at, read);
  const most = (read: (values: NodeValues) => number) => Math.max(...at.map(read));
  const energies = along(({ energy }) => energy);
  const meanEnergy = pathIntegral(nodes, energies);
  const energyRange = [Math.min(...energies), Math.max(...energies)] as const;
  const sum = weightIntegrals.reduce((total, part) => total + part, 0);
  const squares = pathIntegral(
    nodes,
    along(({ momentumWeightSquare }) => momentumWeightSquare),
  );
  const growth = intervalIntegrals(
    nodes,
    along(({ weightNormRate }) => weightNormRate),
  );
  return {
    nodes,
    at,
    bottleneck: bottleneckOf(
      model.effectiveDepth,
      nodes,
      energies,
      along(({ cost }) => cost),
      bottleneckMargin,
    ),
    meanEnergy,
    energyRange,
    drift: (energyRange[1] - energyRange[0]) / Math.abs(meanEnergy),
    length: pathIntegral(
      nodes,
      along(({ speed }) => speed),
    ),
    gammaMomentum: most(({ gamma, momentumSquare }) => gamma * momentumSquare),
    momentumSquare: most(({ momentumSquare }) => momentumSquare),
    resolution: most(relativeResidual),
    balancednessDefect: balancednessDefect(
      along(({ weightNorm }) => weightNorm ** 2),
      growth,
    ),
    penaltyError: (penalty.lambdaOverDepth / 2) * Math.abs(squares - sum),
  };
}

/** ‖W − L̃ B σ(A)ᵀ‖ / ‖W‖; 0 where nothing is missing. */
export function relativeResidual({ weightResidual, weightNorm }: NodeValues): number {
  return weightResidual === 0 ? 0 : weightResidual / weightNorm;
}
