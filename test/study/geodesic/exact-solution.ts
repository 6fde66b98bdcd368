import type { LeakyResnet } from '#odepth/model/leaky-resnet';
import type { Matrix } from '#odepth/numeric/dense/matrix';
import { gradedMesh } from '#odepth/solve/transcription/mesh';
import type { GeodesicSolution } from '#odepth/study/geodesic/solution';
import { linearPath } from '#odepth/theory/geodesic/exact';
import { hyperbolicPath } from '#odepth/theory/geodesic/hyperbolic-path';
import { weightsOfMomenta } from '#odepth/theory/geodesic/momenta';
import { fromData, normalMatrix } from '../../theory/geodesic/matrices.ts';

/** A path known at every depth, as a solver would leave it. */
export function solutionOf(
  resnet: LeakyResnet,
  lambdaOverDepth: number,
  intervals: number,
  at: (p: number) => { readonly a: Matrix; readonly b: Matrix },
): GeodesicSolution {
  const nodes = gradedMesh(intervals, 'cosine');
  const points = Array.from(nodes, at);
  const states = points.map(({ a }) => a);
  const momenta = points.map(({ b }) => b);
  const weights = states.map((a, k) => weightsOfMomenta(resnet, a, momenta[k]!));
  const square = (m: Matrix) => m.data.reduce((sum, value) => sum + value * value, 0);
  const middle = (k: number) => at((nodes[k]! + nodes[k + 1]!) / 2);
  const weightIntegrals = Float64Array.from({ length: intervals }, (_, k) => {
    const { a, b } = middle(k);
    const [left, centre, right] = [weights[k]!, weightsOfMomenta(resnet, a, b), weights[k + 1]!].map(square);
    return ((nodes[k + 1]! - nodes[k]!) * (left! + 4 * centre! + right!)) / 6;
  });
  const penalty = (lambdaOverDepth / 2) * weightIntegrals.reduce((sum, part) => sum + part, 0);
  return {
    ...{ method: 'collocation', nodes, states, momenta, weights, weightIntegrals },
    ...{ inputMap: null, outputMap: null, testOutputs: null, parameters: new Float64Array(0) },
    loss: { fit: 0.25, penalty },
    stationarity: 1e-9,
    history: [
      { evaluations: 1, products: 0, loss: 2, stationarity: 1 },
      { evaluations: 9, products: 20, loss: 1, stationarity: 1e-9 },
    ],
    stages: [],
    converged: true,
    message: 'exact',
  };
}

export const linear: LeakyResnet = { effectiveDepth: 3, width: 4, activation: 'identity', bias: false };
/** N = 9 points. */
export const linearSolution = (intervals: number) => {
  const a = normalMatrix(4, 9, 0);
  const b = normalMatrix(4, 9, 1, 0.1);
  return solutionOf(linear, 0.02, intervals, (p) => linearPath(3, a, b, p));
};

export const scalar: LeakyResnet = { effectiveDepth: 4, width: 1, activation: 'relu', bias: true };
/** One neuron with bias, one point, from 0.6 to 1.7. */
export const scalarPath = hyperbolicPath(4, 0.6, 1.7);
export const scalarSolution = (intervals: number) =>
  solutionOf(scalar, 0.02, intervals, (p) => {
    const { a, b } = scalarPath.at(p);
    return { a: fromData(1, 1, Float64Array.of(a)), b: fromData(1, 1, Float64Array.of(b)) };
  });
