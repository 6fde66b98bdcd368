import type { Objective } from '#odepth/solve/minimise/objective';
import { normals, objective } from './problems.ts';

type Square = Float64Array;

/**
 * ½‖W_depth ⋯ W_1 − T‖² + ½ decay Σ‖W_ℓ‖², all width × width, T = diag(targets): saddles at and around 0, a rotation
 * group of minima. For targets t_i with t_i > 0 the minimum is the sum over i of the scalar problem, W_ℓ = diag(w_i).
 */
export function deepLinear(width: number, depth: number, targets: readonly number[], decay: number): Objective {
  const n = width * width;
  const block = (x: Float64Array, layer: number) => x.subarray(layer * n, (layer + 1) * n);
  const make = () => Array.from({ length: depth + 1 }, () => new Float64Array(n));
  const forward = make();
  const tangent = make();
  const residual = new Float64Array(n);
  const slope = new Float64Array(n);
  const run = (x: Float64Array) => {
    forward[0]!.fill(0);
    for (let i = 0; i < width; i++) forward[0]![i * width + i] = 1;
    for (let layer = 0; layer < depth; layer++) multiply(forward[layer + 1]!, block(x, layer), forward[layer]!, width);
    residual.set(forward[depth]!);
    for (const [i, t] of targets.entries()) residual[i * width + i]! -= t;
  };
  return objective(
    depth * n,
    (x, gradient) => {
      run(x);
      let back = residual.slice();
      for (let layer = depth - 1; layer >= 0; layer--) {
        multiply(block(gradient, layer), back, transpose(forward[layer]!, width), width);
        const next = new Float64Array(n);
        multiply(next, transpose(block(x, layer), width), back, width);
        back = next;
      }
      let value = 0;
      for (const r of residual) value += 0.5 * r * r;
      for (let i = 0; i < x.length; i++) {
        value += 0.5 * decay * x[i]! ** 2;
        gradient[i]! += decay * x[i]!;
      }
      return value;
    },
    (x, v, out) => {
      run(x);
      tangent[0]!.fill(0);
      for (let layer = 0; layer < depth; layer++) {
        multiply(tangent[layer + 1]!, block(v, layer), forward[layer]!, width);
        multiply(slope, block(x, layer), tangent[layer]!, width);
        add(tangent[layer + 1]!, slope);
      }
      let back = residual.slice();
      let backTangent = tangent[depth]!.slice();
      for (let layer = depth - 1; layer >= 0; layer--) {
        const target = block(out, layer);
        multiply(target, backTangent, transpose(forward[layer]!, width), width);
        multiply(slope, back, transpose(tangent[layer]!, width), width);
        add(target, slope);
        const nextTangent = new Float64Array(n);
        multiply(nextTangent, transpose(block(x, layer), width), backTangent, width);
        multiply(slope, transpose(block(v, layer), width), back, width);
        add(nextTangent, slope);
        const next = new Float64Array(n);
        multiply(next, transpose(block(x, layer), width), back, width);
        back = next;
        backTangent = nextTangent;
      }
      for (let i = 0; i < x.length; i++) out[i]! += decay * v[i]!;
    },
  );
}

/** Entries N(0, scale²). */
export function randomWeights(size: number, scale: number, network: number): Float64Array {
  return normals(size, network).map((z) => scale * z);
}

/** min over w ≥ 0 of ½ (w^depth − t)² + ½ decay · depth · w², with its smallest stationary value by bisection of Newton. */
export function scalarMinimum(target: number, depth: number, decay: number): number {
  const value = (w: number) => 0.5 * (w ** depth - target) ** 2 + 0.5 * decay * depth * w * w;
  let best = value(0);
  for (let start = 0; start <= 400; start++) {
    let w = (start / 400) * 2 * Math.max(1, target ** (1 / depth));
    for (let k = 0; k < 60; k++) {
      const slope = depth * (w ** depth - target) * w ** (depth - 1) + decay * depth * w;
      const bend =
        depth * depth * w ** (2 * depth - 2) +
        depth * (depth - 1) * (w ** depth - target) * w ** (depth - 2) +
        decay * depth;
      if (bend > 0) w -= slope / bend;
    }
    if (w >= 0 && Number.isFinite(w)) best = Math.min(best, value(w));
  }
  return best;
}

function multiply(out: Square, a: Square, b: Square, width: number): void {
  out.fill(0);
  for (let i = 0; i < width; i++) {
    for (let k = 0; k < width; k++) {
      const entry = a[i * width + k]!;
      for (let j = 0; j < width; j++) out[i * width + j]! += entry * b[k * width + j]!;
    }
  }
}

function transpose(a: Square, width: number): Square {
  return Float64Array.from(a, (_, at) => a[(at % width) * width + Math.floor(at / width)]!);
}

function add(out: Square, a: Square): void {
  for (let i = 0; i < out.length; i++) out[i]! += a[i]!;
}
