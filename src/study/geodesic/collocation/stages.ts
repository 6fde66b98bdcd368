import { exp, log } from '../../../numeric/elementary.ts';
import { decayPath } from '../../../theory/geodesic/exact.ts';
import { features } from '../../../theory/geodesic/features.ts';
import { innerProduct } from '../../../theory/geodesic/matrices.ts';
import { terminalMomenta } from '../../../theory/geodesic/momenta.ts';
import type { Stage } from '../geodesic-scenario.ts';
import type { PathProblem } from './path-problem.ts';

/** What ‖B σᵀ‖ is at the end of the path of the easiest problem, where the leak is 1. */
const easyStrength = 0.1;

/**
 * The stage with so large a λ that the weights hardly matter, ‖B_1‖ ‖σ(A_1)‖ ≤ 0.1 on the free path, or the stage itself
 * where its λ is as large.
 */
export function easyStage(stage: Stage, { resnet, initial, readout, targets }: PathProblem): Stage {
  const end = decayPath(resnet.effectiveDepth, initial, 1);
  const b = terminalMomenta(1, end, targets, readout);
  const s = features(resnet, end);
  const lambda = Math.sqrt(innerProduct(b, b) * innerProduct(s, s)) / easyStrength;
  return { ...stage, lambdaOverDepth: Math.max(stage.lambdaOverDepth, lambda / stage.effectiveDepth) };
}

/** The stage at a position of a list of stages, between them by the logarithms of everything. */
export function stageAt(stages: readonly Stage[], position: number): Stage {
  const before = stages[Math.floor(position)]!;
  const after = stages[Math.ceil(position)]!;
  if (before === after) return before;
  const share = position - Math.floor(position);
  const between = (x: number, y: number) => (x === y ? x : exp((1 - share) * log(x) + share * log(y)));
  const [from, to] = [before.activation, after.activation];
  return {
    activation:
      typeof from === 'object' && typeof to === 'object' ? { softplus: between(from.softplus, to.softplus) } : to,
    effectiveDepth: between(before.effectiveDepth, after.effectiveDepth),
    lambdaOverDepth: between(before.lambdaOverDepth, after.lambdaOverDepth),
  };
}

/** What tells a stage from others, e.g. "softplus 20, L̃ = 5, λ/L̃ = 0.003". */
export function stageLabel({ activation, effectiveDepth, lambdaOverDepth }: Stage): string {
  const sigma = typeof activation === 'object' ? `softplus ${short(activation.softplus)}` : activation;
  return `${sigma}, L̃ = ${short(effectiveDepth)}, λ/L̃ = ${short(lambdaOverDepth)}`;
}

const short = (value: number) => `${Number(value.toPrecision(4))}`;
