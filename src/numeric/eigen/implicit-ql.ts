import type { Matrix } from '../dense/matrix.ts';

const mostSteps = 60;

/**
 * Eigenvalues of a small symmetric tridiagonal matrix, in no order, into `diagonal`; `side` is used up. Row k of `rows` is
 * turned from the k-th unit vector into the eigenvector of diagonal[k] (Q ← turns · Q for what is there). Implicit QL
 * (Dubrulle, Martin & Wilkinson, Numer. Math. 12, 377, 1968). Entries are of order one, or squares of them underflow.
 * @param side entries beside the diagonal and one more, which is used as room
 * @throws RangeError where an eigenvalue takes too many steps
 */
export function implicitQl(diagonal: Float64Array, side: Float64Array, rows: Matrix): void {
  const size = diagonal.length;
  let norm = 0;
  for (let i = 0; i < size; i++)
    norm = Math.max(norm, Math.abs(diagonal[i]!) + (i + 1 < size ? Math.abs(side[i]!) : 0));
  const nothing = Number.EPSILON ** 2 * norm;
  for (let l = 0; l < size; l++) {
    for (let step = 0; ; step++) {
      let m = l;
      for (; m < size - 1; m++) {
        const beside = Math.abs(side[m]!);
        if (beside <= nothing || beside <= Number.EPSILON * (Math.abs(diagonal[m]!) + Math.abs(diagonal[m + 1]!)))
          break;
      }
      if (m === l) break;
      if (step === mostSteps) throw new RangeError(`QL: an eigenvalue takes more than ${mostSteps} steps`);
      chase(diagonal, side, l, m, rows);
    }
  }
}

/** One implicit step with Wilkinson's shift on rows l … m. */
function chase(diagonal: Float64Array, side: Float64Array, l: number, m: number, rows: Matrix): void {
  const ratio = (diagonal[l + 1]! - diagonal[l]!) / (2 * side[l]!);
  const length = Math.sqrt(ratio * ratio + 1);
  let g = diagonal[m]! - diagonal[l]! + side[l]! / (ratio + (ratio < 0 ? -length : length));
  let sine = 1;
  let cosine = 1;
  let shift = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sine * side[i]!;
    const b = cosine * side[i]!;
    const r = Math.sqrt(f * f + g * g);
    side[i + 1] = r;
    if (r === 0) {
      diagonal[i + 1]! -= shift;
      side[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = diagonal[i + 1]! - shift;
    const turn = (diagonal[i]! - g) * sine + 2 * cosine * b;
    shift = sine * turn;
    diagonal[i + 1] = g + shift;
    g = cosine * turn - b;
    rotateRows(rows, i, sine, cosine);
  }
  diagonal[l]! -= shift;
  side[l] = g;
  side[m] = 0;
}

function rotateRows({ data, stride, columns }: Matrix, i: number, sine: number, cosine: number): void {
  const first = i * stride;
  const second = first + stride;
  for (let k = 0; k < columns; k++) {
    const x = data[first + k]!;
    const y = data[second + k]!;
    data[first + k] = cosine * x - sine * y;
    data[second + k] = sine * x + cosine * y;
  }
}
