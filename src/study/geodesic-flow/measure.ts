import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { singularValues } from '../../numeric/singular-values.ts';
import { features } from '../../theory/geodesic/features.ts';
import { flowRate } from '../../theory/geodesic/flow.ts';
import { hamiltonian, timescale } from '../../theory/geodesic/hamiltonian.ts';
import { exactMetric, type KernelMetric, stabilisedMetric } from '../../theory/geodesic/kernel-metric.ts';
import { lagrangianSplit } from '../../theory/geodesic/lagrangian.ts';
import { weightsOfMomenta } from '../../theory/geodesic/momenta.ts';
import type { FlowProblem } from './flow-problem.ts';

/** What is told of one state of the flow. Norms without a mark are Frobenius; K means K + γI, or K⁺ where γ = 0. */
export interface FlowMeasure {
  readonly hamiltonian: number;
  /** (L̃/2) ‖B σᵀ‖² + L̃ |Tr B Aᵀ|: the parts whose difference H is. */
  readonly parts: number;
  /** ‖A‖²_K. */
  readonly coi: number;
  /** (1/2L̃) ‖∂_pA‖²_K. */
  readonly kinetic: number;
  /** ‖∂_pA‖_K. */
  readonly speed: number;
  /** ‖A‖_K / ‖∂_pA‖_K. */
  readonly timescale: number;
  /** ‖W‖, W = L̃ B σᵀ. */
  readonly weightNorm: number;
  /** Descending. */
  readonly singularValues: Float64Array;
  readonly weightSingularValues: Float64Array;
}

/** What counts as zero in σ(A), and as outside of Im K, where the scenario takes γ = 0. */
const cut = { rank: 1e-12, image: 1e-8 };

/** @param relative γ / ‖K‖_op; 0 for K⁺ */
export function measureState({ resnet, state }: FlowProblem, relative: number, y: Float64Array): FlowMeasure {
  const { A, B } = state(y);
  const { effectiveDepth } = resnet;
  const velocity = createMatrix(A.rows, A.columns);
  flowRate(resnet, A, B, velocity, createMatrix(B.rows, B.columns));
  const weights = weightsOfMomenta(resnet, A, B);
  const weightNorm = Math.sqrt(sumOfProducts(weights, weights));
  const metric = metricOf(features(resnet, A), relative);
  const split = metric && lagrangianSplit(effectiveDepth, metric, A, velocity);
  const { costOfIdentity: coi, kinetic, speed } = split ?? unknown;
  return {
    hamiltonian: hamiltonian(resnet, A, B),
    parts: weightNorm ** 2 / (2 * effectiveDepth) + effectiveDepth * Math.abs(sumOfProducts(B, A)),
    ...{ coi, kinetic, speed, timescale: timescale(coi, speed), weightNorm },
    singularValues: singularValues(A),
    weightSingularValues: singularValues(weights),
  };
}

/** max of ‖A − A'‖/‖A'‖ and ‖B − B'‖/‖B'‖. */
export function relativeDistance(problem: FlowProblem, y: Float64Array, reference: Float64Array): number {
  const [one, other] = [problem.state(y), problem.state(reference)];
  return Math.max(relative(one.A, other.A), relative(one.B, other.B));
}

const unknown = { costOfIdentity: Number.NaN, kinetic: Number.NaN, speed: Number.NaN };

/** null where γ is lost in rounding, or σ(A) = 0. */
function metricOf(s: Matrix, relative: number): KernelMetric | null {
  if (relative === 0) return exactMetric(s, cut);
  try {
    return stabilisedMetric(s, { relative });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function relative(m: Matrix, reference: Matrix): number {
  let difference = 0;
  let square = 0;
  for (let i = 0; i < m.data.length; i++) {
    difference += (m.data[i]! - reference.data[i]!) ** 2;
    square += reference.data[i]! ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / square);
}

function sumOfProducts(a: Matrix, b: Matrix): number {
  return a.data.reduce((sum, value, i) => sum + value * b.data[i]!, 0);
}
