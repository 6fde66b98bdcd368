import { inArena } from '../../numeric/dense/borrowed-arena.ts';
import type { Matrix } from '../../numeric/dense/matrix.ts';
import { solveTriangular } from '../../numeric/dense/triangular.ts';

/** X ← R⁻¹ X, or R⁻ᵀ X, of matrices in ordinary memory whose stride is their number of columns. */
export function solveUpper(form: 'upper' | 'upper-transposed', r: Matrix, x: Matrix): void {
  inArena(8 * (r.data.length + x.data.length) + 128, (arena) => {
    const triangle = arena.matrix(r.rows, r.columns);
    const right = arena.matrix(x.rows, x.columns);
    triangle.data.set(r.data);
    right.data.set(x.data);
    solveTriangular(arena, triangle, form, right);
    x.data.set(right.data);
  });
}
