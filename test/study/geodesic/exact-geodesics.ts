import type { LeakyResnet } from '#odepth/model/leaky-resnet';
import type { Matrix } from '#odepth/numeric/dense/matrix';
import { decayPath, geometricPath, linearPath, regularisedEnd } from '#odepth/theory/geodesic/exact';
import { hyperbolicPath } from '#odepth/theory/geodesic/hyperbolic-path';
import { targetOfMomenta, terminalMomenta, weightsOfMomenta } from '#odepth/theory/geodesic/momenta';
import { product } from '#odepth/theory/geodesic/products';
import { fromData, mapped, normalMatrix } from '../../theory/geodesic/matrices.ts';

/** A regularised problem whose stationary path is known. */
export interface ExactGeodesic {
  readonly name: string;
  readonly resnet: LeakyResnet;
  readonly lambda: number;
  readonly inputs: Matrix;
  readonly targets: Matrix;
  readonly loss: number;
  at(p: number): { readonly a: Matrix; readonly b: Matrix };
}

const scalar = (value: number) => fromData(1, 1, Float64Array.of(value));
const scalarPoint = ({ a, b }: { readonly a: number; readonly b: number }) => ({ a: scalar(a), b: scalar(b) });

/** One neuron, identity or ReLU, no bias: solution 1 of the theory's list. */
export function scalarGeodesic(activation: LeakyResnet['activation']): ExactGeodesic {
  const [depth, lambda, from, target] = [1.5, 0.1, 0.7, 1.9];
  const end = regularisedEnd(depth, lambda, from, target);
  const path = geometricPath(depth, from, end);
  return {
    name: `one ${activation} neuron`,
    resnet: { effectiveDepth: depth, width: 1, activation, bias: false },
    lambda,
    inputs: scalar(from),
    targets: scalar(target),
    loss: (target - end) ** 2 + lambda * path.action,
    at: (p) => scalarPoint(path.at(p)),
  };
}

/** Solutions 2 and 3: identity activation, or ReLU where every entry stays positive. */
export function linearGeodesic(activation: LeakyResnet['activation']): ExactGeodesic {
  const [depth, lambda, width, points] = [1.5, 1, 3, 5];
  const positive = activation === 'relu';
  const a0 = mapped(normalMatrix(width, points, 21), (value) => (positive ? 3 + Math.abs(value) : value));
  // Momenta that hold A up, M A_0 with M near 0.08, make a minimum; others make saddles.
  const hold = mapped(normalMatrix(width, width, 22, 0.02), (value, x) => value + (x % (width + 1) === 0 ? 0.08 : 0));
  const b0 = positive ? normalMatrix(width, points, 22, 0.02) : product(hold, a0);
  const at = (p: number) => linearPath(depth, a0, b0, p);
  const { a, b, weights } = at(1);
  return {
    name: `a network of ${activation} neurons`,
    resnet: { effectiveDepth: depth, width, activation, bias: false },
    lambda,
    inputs: a0,
    targets: targetOfMomenta(lambda, a, b),
    loss: (lambda ** 2 * points * squares(b)) / 4 + (lambda / (2 * depth)) * squares(weights),
    at,
  };
}

/** Solution 4: one neuron with bias. */
export function hyperbolicGeodesic(): ExactGeodesic {
  const [depth, lambda, from, to] = [2, 0.2, 0.5, 1.6];
  const path = hyperbolicPath(depth, from, to);
  const { b } = path.at(1);
  return {
    name: 'one neuron with bias',
    resnet: { effectiveDepth: depth, width: 1, activation: 'identity', bias: true },
    lambda,
    inputs: scalar(from),
    targets: scalar(to + (lambda / 2) * b),
    loss: ((lambda / 2) * b) ** 2 + lambda * path.action,
    at: (p) => scalarPoint(path.at(p)),
  };
}

/** Solution 5: λ so large that nothing moves but the leak. */
export function freeGeodesic(): ExactGeodesic {
  const [depth, width, points] = [2, 3, 4];
  const inputs = normalMatrix(width, points, 23);
  const targets = normalMatrix(width, points, 24);
  const lambda = 1e12;
  const end = decayPath(depth, inputs, 1);
  // Small momenta grow back as the leak: ∂_pB = L̃ B.
  const last = terminalMomenta(lambda, end, targets, null);
  return {
    name: 'a network with a penalty beyond measure',
    resnet: { effectiveDepth: depth, width, activation: { softplus: 3 }, bias: true },
    lambda,
    inputs,
    targets,
    loss: squares(end, targets) / points,
    at: (p) => ({ a: decayPath(depth, inputs, p), b: mapped(last, (value) => Math.exp(-depth * (1 - p)) * value) }),
  };
}

/** Solution 5 again: the teacher is the leak. */
export function leakGeodesic(): ExactGeodesic {
  const free = freeGeodesic();
  return {
    ...free,
    name: 'a teacher equal to the leak',
    lambda: 0.1,
    targets: decayPath(free.resnet.effectiveDepth, free.inputs, 1),
    loss: 0,
    at: (p) => ({ a: free.at(p).a, b: mapped(free.inputs, () => 0) }),
  };
}

/** W of the exact path, row by row. */
export function exactWeights({ resnet, at }: ExactGeodesic, p: number): Float64Array {
  const { a, b } = at(p);
  return weightsOfMomenta(resnet, a, b).data;
}

function squares(m: Matrix, from?: Matrix): number {
  return m.data.reduce((sum, value, x) => sum + (value - (from?.data[x] ?? 0)) ** 2, 0);
}
