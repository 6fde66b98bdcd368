import type { LeakyResnet } from '../../../model/leaky-resnet.ts';
import type { Matrix } from '../../../numeric/dense/matrix.ts';
import { singularValues } from '../../../numeric/singular-values.ts';
import { biasNormRate, weightNormRate } from '../../../theory/geodesic/balancedness.ts';
import { features } from '../../../theory/geodesic/features.ts';
import { hamiltonianOfWeights } from '../../../theory/geodesic/hamiltonian.ts';
import { exactMetric, type KernelMetric, stabilisedMetric } from '../../../theory/geodesic/kernel-metric.ts';
import { lagrangianSplit } from '../../../theory/geodesic/lagrangian.ts';
import { combine, innerProduct } from '../../../theory/geodesic/matrices.ts';
import { velocityOfWeights, weightsOfMomenta } from '../../../theory/geodesic/momenta.ts';
import { productRightTransposed } from '../../../theory/geodesic/products.ts';

/** What is zero where K⁺ is taken without γ: parts of the largest singular value, and of ‖M‖. */
const rankCut = { rank: 1e-12, image: 1e-6 };

/** Everything measured at one node of a path. Weights W are the solver's, or L̃ B σ(A)ᵀ where it has none. */
export interface NodeValues {
  /** H(A, B). */
  readonly energy: number;
  /** COI_γ. */
  readonly cost: number;
  /** γ. */
  readonly gamma: number;
  /** ‖∂_pA‖_{K+γ} of ∂_pA = W σ(A) − L̃A. */
  readonly speed: number;
  /** (1/2L̃) ‖∂_pA‖²_{K+γ}. */
  readonly kinetic: number;
  /** ‖B‖_F². */
  readonly momentumSquare: number;
  /** ‖B‖_op. */
  readonly momentumNorm: number;
  /** ‖W‖_F. */
  readonly weightNorm: number;
  /** The solver has weights at this node. */
  readonly solved: boolean;
  /** ‖W − L̃ B σ(A)ᵀ‖_F. */
  readonly weightResidual: number;
  /** ‖L̃ B σ(A)ᵀ‖_F². */
  readonly momentumWeightSquare: number;
  /** d‖W‖²/dp of a stationary path. */
  readonly weightNormRate: number;
  /** Of A, descending. */
  readonly singularValues: Float64Array;
  /** Of W, descending. */
  readonly weightSingularValues: Float64Array;
}

/**
 * One node measured.
 * @param relative γ / ‖K‖_op; 0 for K⁺ itself
 * @param weights the solver's W at this node; null where it has none
 */
export function nodeValues(
  resnet: LeakyResnet,
  relative: number,
  a: Matrix,
  b: Matrix,
  weights: Matrix | null,
): NodeValues {
  const { effectiveDepth } = resnet;
  const stationary = weightsOfMomenta(resnet, a, b);
  const own = weights ?? stationary;
  const metric = metricOf(features(resnet, a), relative);
  const { costOfIdentity, speed, kinetic } = lagrangianSplit(
    effectiveDepth,
    metric,
    a,
    velocityOfWeights(resnet, a, own),
  );
  const residual = combine(1, own, -1, stationary);
  const homogeneous = resnet.activation === 'relu' || resnet.activation === 'identity';
  return {
    solved: weights !== null,
    energy: hamiltonianOfWeights(effectiveDepth, stationary, a, b),
    cost: costOfIdentity,
    gamma: metric.gamma,
    speed,
    kinetic,
    momentumSquare: innerProduct(b, b),
    momentumNorm: Math.sqrt(singularValues(productRightTransposed(b, b))[0] ?? 0),
    weightNorm: Math.sqrt(innerProduct(own, own)),
    weightResidual: Math.sqrt(innerProduct(residual, residual)),
    momentumWeightSquare: innerProduct(stationary, stationary),
    weightNormRate: homogeneous ? biasNormRate(resnet, own) : weightNormRate(resnet, a, b),
    singularValues: singularValues(a),
    weightSingularValues: singularValues(own),
  };
}

function metricOf(s: Matrix, relative: number): KernelMetric {
  return relative > 0 ? stabilisedMetric(s, { relative }) : exactMetric(s, rankCut);
}
