import { createNormalStream } from '#odepth/numeric/random/normal-stream';
import type { Objective } from '#odepth/solve/minimise/objective';

/** `count` normal numbers of one stream. */
export function normals(count: number, network: number): Float64Array {
  const out = new Float64Array(16 * Math.ceil(count / 16));
  createNormalStream('philox', { seed: 5n, purpose: 'test', network }).fill(out, out.length);
  return out.slice(0, count);
}

/** An objective from plain functions. */
export function objective(
  size: number,
  evaluate: (x: Float64Array, gradient: Float64Array) => number,
  curvature?: (x: Float64Array, v: Float64Array, out: Float64Array) => void,
): Objective {
  const latest = new Float64Array(size);
  return {
    size,
    evaluate: async (x, gradient) => {
      latest.set(x);
      return evaluate(x, gradient);
    },
    ...(curvature && { curvature: async (v, out) => curvature(latest, v, out) }),
  };
}

/** Σ 100 (x_{i+1} − x_i²)² + (1 − x_i)², minimum 0 at 1. */
export function rosenbrock(size: number): Objective {
  return objective(
    size,
    (x, gradient) => {
      gradient.fill(0);
      let value = 0;
      for (let i = 0; i + 1 < size; i++) {
        const a = x[i + 1]! - x[i]! ** 2;
        const b = 1 - x[i]!;
        value += 100 * a * a + b * b;
        gradient[i]! += -400 * a * x[i]! - 2 * b;
        gradient[i + 1]! += 200 * a;
      }
      return value;
    },
    (x, v, out) => {
      out.fill(0);
      for (let i = 0; i + 1 < size; i++) {
        out[i]! += (1200 * x[i]! ** 2 - 400 * x[i + 1]! + 2) * v[i]! - 400 * x[i]! * v[i + 1]!;
        out[i + 1]! += 200 * v[i + 1]! - 400 * x[i]! * v[i]!;
      }
    },
  );
}

/** ½ Σ eigenvalue_i (x_i − i/size)². */
export function quadratic(eigenvalues: Float64Array): Objective {
  const size = eigenvalues.length;
  return objective(
    size,
    (x, gradient) => {
      let value = 0;
      for (let i = 0; i < size; i++) {
        const a = x[i]! - i / size;
        gradient[i] = eigenvalues[i]! * a;
        value += 0.5 * eigenvalues[i]! * a * a;
      }
      return value;
    },
    (_, v, out) => {
      for (let i = 0; i < size; i++) out[i] = eigenvalues[i]! * v[i]!;
    },
  );
}

/** `size` numbers from 1 to `condition`, in equal ratios. */
export function spread(size: number, condition: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => condition ** (i / (size - 1)));
}

/** ½ Σ x_i² (1 + i mod 7) + ¼ Σ x_i⁴ + ½ (Σ x_i)² − Σ b_i x_i with b normal: smooth, strongly convex, not separable. */
export function quartic(size: number): Objective {
  const b = normals(size, 11);
  const sum = (x: Float64Array) => x.reduce((total, value) => total + value, 0);
  return objective(
    size,
    (x, gradient) => {
      const total = sum(x);
      let value = 0.5 * total * total;
      for (let i = 0; i < size; i++) {
        const xi = x[i]!;
        value += 0.5 * (1 + (i % 7)) * xi * xi + 0.25 * xi ** 4 - b[i]! * xi;
        gradient[i] = (1 + (i % 7)) * xi + xi ** 3 + total - b[i]!;
      }
      return value;
    },
    (x, v, out) => {
      const total = sum(v);
      for (let i = 0; i < size; i++) out[i] = (1 + (i % 7) + 3 * x[i]! ** 2) * v[i]! + total;
    },
  );
}

/** Σ ½x_i² over even i, Σ ¼x_i⁴ − ½x_i² over odd i: a saddle at 0, minima −size/8 where the odd ones are ±1. */
export function saddle(size: number): Objective {
  return objective(
    size,
    (x, gradient) => {
      let value = 0;
      for (let i = 0; i < size; i++) {
        const xi = x[i]!;
        value += i % 2 === 0 ? 0.5 * xi * xi : 0.25 * xi ** 4 - 0.5 * xi * xi;
        gradient[i] = i % 2 === 0 ? xi : xi ** 3 - xi;
      }
      return value;
    },
    (x, v, out) => {
      for (let i = 0; i < size; i++) out[i] = (i % 2 === 0 ? 1 : 3 * x[i]! ** 2 - 1) * v[i]!;
    },
  );
}

/** Σ (i + 1) x_i − ln x_i: not a number where an x_i < 0; minimum at x_i = 1/(i + 1). */
export function walled(size: number): Objective {
  return objective(
    size,
    (x, gradient) => {
      let value = 0;
      for (let i = 0; i < size; i++) {
        value += (i + 1) * x[i]! - Math.log(x[i]!);
        gradient[i] = i + 1 - 1 / x[i]!;
      }
      return value;
    },
    (x, v, out) => {
      for (let i = 0; i < size; i++) out[i] = v[i]! / x[i]! ** 2;
    },
  );
}

/** max_i (i + 1)|x_i − 1|: a kink wherever two are equal, and at the minimum, where it has no gradient. */
export function largestOf(size: number): Objective {
  return objective(
    size,
    (x, gradient) => {
      let at = 0;
      for (let i = 1; i < size; i++) if ((i + 1) * Math.abs(x[i]! - 1) > (at + 1) * Math.abs(x[at]! - 1)) at = i;
      gradient.fill(0);
      gradient[at] = x[at]! < 1 ? -at - 1 : at + 1;
      return (at + 1) * Math.abs(x[at]! - 1);
    },
    (_, __, out) => {
      out.fill(0);
    },
  );
}
