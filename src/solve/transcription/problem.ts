import { featureCount, type LeakyResnet } from '../../model/leaky-resnet.ts';
import type { Matrix } from '../../numeric/dense/matrix.ts';
import { type SchemeName, schemes } from './scheme.ts';

/**
 * The regularised training problem of a Leaky ResNet, cut into steps of a Runge–Kutta scheme:
 *
 *     C(W) = (1/N) Σ_i ‖y_i − f(x_i)‖² + (μ/2) [ Σ_{k,i} h_k b_i ‖W_{k,i}‖² + m (‖E‖² + ‖D‖²) ],   μ = λ/L̃
 *
 * f reads A_1 directly or through D; A_0 is X, or E X. E and D are penalised, with weight m, only where they are learned.
 */
export interface TranscriptionProblem {
  readonly resnet: LeakyResnet;
  readonly scheme: SchemeName;
  /** p_0 = 0 < … < p_K = 1. */
  readonly nodes: Float64Array;
  /** μ = λ/L̃ > 0. */
  readonly lambdaOverDepth: number;
  /** m ≥ 0. */
  readonly mapPenalty: number;
  /** E is learned (w × d): `inputs` is then d × N, else it is A_0 itself, w × N. */
  readonly learnedInput: boolean;
  /** D: learned, given (d × w), or none (`targets` is then w × N). */
  readonly output: 'learned' | 'none' | Matrix;
  readonly inputs: Matrix;
  readonly targets: Matrix;
}

/** Where each unknown lies in the vector of unknowns: W_{k,i} in the order of the stages, then E, then D; row by row. */
export interface ParameterLayout {
  readonly intervals: number;
  readonly stages: number;
  /** Rows and columns of one W. */
  readonly width: number;
  readonly features: number;
  /** Offset of E and its columns; −1 where it is not learned. */
  readonly input: number;
  readonly inputColumns: number;
  /** Offset of D and its rows; −1 where it is not learned. */
  readonly output: number;
  readonly outputRows: number;
  readonly size: number;
}

export function parameterLayout(
  problem: Omit<TranscriptionProblem, 'lambdaOverDepth' | 'mapPenalty'>,
): ParameterLayout {
  const { resnet, scheme, nodes, learnedInput, output, inputs, targets } = problem;
  const { width } = resnet;
  const intervals = nodes.length - 1;
  const stages = schemes[scheme].b.length;
  const features = featureCount(resnet);
  const weights = intervals * stages * width * features;
  const inputColumns = learnedInput ? inputs.rows : 0;
  const outputRows = output === 'learned' ? targets.rows : 0;
  return {
    ...{ intervals, stages, width, features, inputColumns, outputRows },
    input: learnedInput ? weights : -1,
    output: output === 'learned' ? weights + width * inputColumns : -1,
    size: weights + width * (inputColumns + outputRows),
  };
}

/** h_k. */
export function stepsOf(nodes: Float64Array): Float64Array {
  return Float64Array.from({ length: nodes.length - 1 }, (_, k) => nodes[k + 1]! - nodes[k]!);
}

/** Weight of every unknown's square in the penalty, by part: h_k b_i for W_{k,i}, m for E and D. */
export function penaltyWeights(problem: TranscriptionProblem, layout: ParameterLayout): PenaltyPart[] {
  const { b } = schemes[problem.scheme];
  const length = layout.width * layout.features;
  const parts: PenaltyPart[] = [];
  for (const h of stepsOf(problem.nodes)) {
    for (const weight of b)
      parts.push({ start: parts.length * length, end: (parts.length + 1) * length, weight: h * weight });
  }
  const maps = (layout.inputColumns + layout.outputRows) * layout.width;
  if (maps > 0) parts.push({ start: layout.size - maps, end: layout.size, weight: problem.mapPenalty });
  return parts;
}

/** Unknowns `start` to `end` whose squares count with `weight`. */
export interface PenaltyPart {
  readonly start: number;
  readonly end: number;
  readonly weight: number;
}

/**
 * Columns of the data that are worked on together: at most 8 lanes, each at least 64 columns where there are several.
 * They do not depend on the number of threads, so sums over them do not either.
 */
export function laneColumns(points: number): readonly { readonly start: number; readonly end: number }[] {
  const lanes = Math.max(1, Math.min(8, Math.floor(points / 64)));
  const border = (lane: number) => Math.floor((lane * points) / lanes);
  return Array.from({ length: lanes }, (_, lane) => ({ start: border(lane), end: border(lane + 1) }));
}
