import type { Matrix } from '../dense/matrix.ts';
import { gapsInto, type SecularRoot, secularRoot } from './secular.ts';

/** Rotation of the unit vectors p and q: e_p ← c e_p + s e_q, e_q ← c e_q − s e_p. */
interface Turn {
  readonly p: number;
  readonly q: number;
  readonly cosine: number;
  readonly sine: number;
}

/** An eigenvalue with its vector: a unit vector, or root j of the secular equation. */
interface Found {
  readonly value: number;
  readonly unit: number;
  readonly root: number;
}

/**
 * Eigenvalues of diag(d) + ρ z zᵀ, ρ ≥ 0, into `values`, which held d in any order: ascending. Eigenvectors of the last ones into
 * the rows of `turns`, as many as it has; its columns are those of d, and it is zero before. `z` is used up. What z does not
 * move to within rounding of the largest |d| or |z| stays as it is, and of two close d one after a rotation (deflation: Dongarra &
 * Sorensen, SIAM J. Sci. Stat. Comput. 8, s139, 1987). Vectors belong to the z that has the computed roots exactly, so that they
 * are orthogonal (Gu & Eisenstat, SIAM J. Matrix Anal. Appl. 16, 172, 1995).
 */
export function rankOneEigen(values: Float64Array, z: Float64Array, rho: number, turns: Matrix): void {
  const { kept, left, rotations } = deflated(values, z, rho);
  const count = kept.length;
  const poles = Float64Array.from(kept, (i) => values[i]!);
  const squares = Float64Array.from(kept, (i) => z[i]! ** 2);
  const roots = Array.from(kept, (_, j) => secularRoot(poles, squares, rho, count, j));
  const gaps = new Float64Array(count);
  const weights = matchingWeights(poles, roots, gaps);
  for (let i = 0; i < count; i++) if (z[kept[i]!]! < 0) weights[i]! *= -1;
  const found: Found[] = roots.map(({ origin, offset }, root) => ({ value: poles[origin]! + offset, unit: -1, root }));
  for (const unit of left) found.push({ value: values[unit]!, unit, root: -1 });
  found.sort((a, b) => a.value - b.value);
  found.forEach(({ value }, k) => {
    values[k] = value;
  });
  found.slice(found.length - turns.rows).forEach(({ unit, root }, r) => {
    const row = turns.data.subarray(r * turns.stride, r * turns.stride + turns.columns);
    if (unit >= 0) row[unit] = 1;
    else vectorInto(kept, poles, weights, roots[root]!, gaps, row);
    for (let t = rotations.length - 1; t >= 0; t--) turnBack(rotations[t]!, row);
  });
}

/** Which entries of z matter, by ascending d, and which do not; d and z are those after the rotations. */
function deflated(d: Float64Array, z: Float64Array, rho: number) {
  const order = Array.from(d.keys()).sort((i, j) => d[i]! - d[j]!);
  let largest = 0;
  for (let i = 0; i < d.length; i++) largest = Math.max(largest, Math.abs(d[i]!), Math.abs(z[i]!));
  const small = 8 * Number.EPSILON * largest;
  const kept: number[] = [];
  const left: number[] = [];
  const rotations: Turn[] = [];
  for (const q of order) {
    if (rho * Math.abs(z[q]!) <= small) {
      left.push(q);
      continue;
    }
    const p = kept.at(-1);
    if (p !== undefined) {
      const length = Math.sqrt(z[p]! ** 2 + z[q]! ** 2);
      const cosine = z[q]! / length;
      const sine = -z[p]! / length;
      if (Math.abs((d[q]! - d[p]!) * cosine * sine) <= small) {
        z[q] = length;
        z[p] = 0;
        const [first, second] = [d[p]!, d[q]!];
        d[p] = first * cosine * cosine + second * sine * sine;
        d[q] = first * sine * sine + second * cosine * cosine;
        rotations.push({ p, q, cosine, sine });
        left.push(p);
        kept.pop();
      }
    }
    kept.push(q);
  }
  return { kept: Int32Array.from(kept), left, rotations };
}

/** |ẑ_i|: those whose roots are exactly the computed ones, ẑ_i² ∝ Π_j (λ_j − d_i) / Π_{j ≠ i} (d_j − d_i) (Löwner). */
function matchingWeights(poles: Float64Array, roots: readonly SecularRoot[], gaps: Float64Array): Float64Array {
  const count = poles.length;
  const products = new Float64Array(count).fill(1);
  roots.forEach((root, j) => {
    gapsInto(poles, count, root, gaps);
    for (let i = 0; i < count; i++) products[i]! *= i === j ? gaps[i]! : gaps[i]! / (poles[i]! - poles[j]!);
  });
  return products.map((product) => Math.sqrt(Math.abs(product)));
}

/** Row ← ẑ_i / (d_i − λ), of length one. */
function vectorInto(
  kept: Int32Array,
  poles: Float64Array,
  weights: Float64Array,
  root: SecularRoot,
  gaps: Float64Array,
  row: Float64Array,
): void {
  const count = poles.length;
  gapsInto(poles, count, root, gaps);
  let square = 0;
  for (let i = 0; i < count; i++) {
    gaps[i] = weights[i]! / gaps[i]!;
    square += gaps[i]! ** 2;
  }
  const factor = 1 / Math.sqrt(square);
  for (let i = 0; i < count; i++) row[kept[i]!] = factor * gaps[i]!;
}

/** A row of coefficients of turned unit vectors in terms of those before the turn. */
function turnBack({ p, q, cosine, sine }: Turn, row: Float64Array): void {
  const [first, second] = [row[p]!, row[q]!];
  row[p] = cosine * first - sine * second;
  row[q] = sine * first + cosine * second;
}
