import { featureCount, type LeakyResnet } from '../../model/leaky-resnet.ts';
import type { Matrix } from '../../numeric/dense/matrix.ts';
import { dot, norm } from '../../solve/minimise/vector.ts';
import { biasNormRateOfMomenta } from '../../theory/geodesic/balancedness.ts';
import { createLeakyFlow, packState } from '../../theory/geodesic/flow.ts';
import { leakyFlowDerivative } from '../../theory/geodesic/flow-derivative.ts';

/**
 * The flow as integrators see it: y = [A; B; ℓ; g], A and B row by row (w × N each), with two integrals along the way that
 * feed nothing back: ℓ = ∫ ‖∂_pA‖_F dp and g = ∫ 2L̃ ‖bias column of W‖² dp. Autonomous: p is not used.
 */
export interface FlowProblem {
  readonly resnet: LeakyResnet;
  readonly points: number;
  /** w N: entries of A. */
  readonly entries: number;
  readonly initial: Float64Array;
  /** dy/dp into out. @param sides as in `LeakyFlow` */
  readonly rate: (p: number, y: Float64Array, out: Float64Array, sides?: Int8Array) => void;
  /** out = (∂rate/∂y) v. The derivative at a buffer is made anew after `rate` has been called with it. */
  readonly derivative: (p: number, y: Float64Array, v: Float64Array, out: Float64Array) => void;
  /** A and B of a state, not copied. */
  readonly state: (y: Float64Array) => { readonly A: Matrix; readonly B: Matrix };
}

/** Indices of the integrals behind [A; B]. */
export const integralsOf = (entries: number) => ({ length: 2 * entries, growth: 2 * entries + 1 });

export function flowProblem(resnet: LeakyResnet, a: Matrix, b: Matrix): FlowProblem {
  const { width, effectiveDepth } = resnet;
  const points = a.columns;
  const entries = width * points;
  const { length, growth } = integralsOf(entries);
  const flow = createLeakyFlow(resnet, points);
  const views = new WeakMap<Float64Array, Parts>();
  const derivatives = new WeakMap<Float64Array, DerivativeAt>();
  const partsOf = (y: Float64Array): Parts => {
    let parts = views.get(y);
    if (parts === undefined) {
      const matrix = (from: number): Matrix => {
        const data = y.subarray(from, from + entries);
        return { rows: width, columns: points, stride: points, data };
      };
      parts = { A: matrix(0), B: matrix(entries), both: y.subarray(0, 2 * entries) };
      views.set(y, parts);
    }
    return parts;
  };
  const initial = new Float64Array(2 * entries + 2);
  initial.set(packState(a, b));

  return {
    resnet,
    points,
    entries,
    initial,
    state: partsOf,
    rate(_, y, out, sides) {
      const { A, B } = partsOf(y);
      const { A: dA, B: dB } = partsOf(out);
      flow.rate(A, B, dA, dB, sides);
      out[length] = norm(dA.data);
      out[growth] = biasNormRateOfMomenta(resnet, B);
      const known = derivatives.get(y);
      if (known) known.fresh = false;
    },
    derivative(_, y, v, out) {
      const { A, B, both } = partsOf(y);
      let at = derivatives.get(y);
      if (at === undefined) {
        const velocity = partsOf(new Float64Array(y.length));
        at = { fresh: false, of: leakyFlowDerivative(resnet, points), velocity };
        derivatives.set(y, at);
      }
      if (!at.fresh) {
        at.of.at(both);
        flow.rate(A, B, at.velocity.A, at.velocity.B);
        at.fresh = true;
      }
      at.of.multiply(partsOf(v).both, partsOf(out).both);
      const speed = norm(at.velocity.A.data);
      out[length] = speed === 0 ? 0 : dot(at.velocity.A.data, partsOf(out).A.data) / speed;
      out[growth] = resnet.bias ? 4 * effectiveDepth ** 3 * rowSumProduct(B, partsOf(v).B) : 0;
    },
  };
}

/** Numbers that a rate, a derivative or a stage works through, roughly: products of w × n × N. */
export function productWork(resnet: LeakyResnet, points: number): number {
  return resnet.width * featureCount(resnet) * points;
}

interface Parts {
  readonly A: Matrix;
  readonly B: Matrix;
  readonly both: Float64Array;
}

interface DerivativeAt {
  fresh: boolean;
  readonly of: ReturnType<typeof leakyFlowDerivative>;
  readonly velocity: Parts;
}

/** Σ_i (Σ_j B_ij)(Σ_j V_ij). */
function rowSumProduct(b: Matrix, v: Matrix): number {
  let sum = 0;
  for (let i = 0; i < b.rows; i++) {
    let [first, second] = [0, 0];
    for (let j = 0; j < b.columns; j++) {
      first += b.data[i * b.columns + j]!;
      second += v.data[i * v.columns + j]!;
    }
    sum += first * second;
  }
  return sum;
}
