/** Terms of the series after scaling to norm ≤ 1/2: the first one left out is below 2⁻¹⁶ / 16! = 10⁻¹⁸. */
const terms = 15;

/**
 * e^M of a square matrix, row by row: M is halved until its row-sum norm is at most 1/2, the series summed by Horner's
 * rule, the result squared as often (Moler & Van Loan, SIAM Review 45, 3, 2003, method 3). Relative error about
 * ‖M‖ 10⁻¹⁶ for matrices that are nearly normal; more where intermediate powers are much larger than the result.
 * @throws RangeError where M is not size × size and finite
 */
export function matrixExponential(matrix: Float64Array, size: number): Float64Array {
  if (matrix.length !== size * size) {
    throw new RangeError(`matrix exponential: ${size} × ${size} entries expected; got ${matrix.length}`);
  }
  let norm = 0;
  for (let i = 0; i < size; i++) {
    norm = Math.max(
      norm,
      matrix.subarray(i * size, (i + 1) * size).reduce((total, value) => total + Math.abs(value), 0),
    );
  }
  if (!matrix.every(Number.isFinite)) throw new RangeError('matrix exponential: every entry must be finite');
  let halvings = 0;
  for (let left = norm; left > 0.5; left /= 2) halvings++;
  const scaled = matrix.map((value) => value / 2 ** halvings);
  let sum = identity(size);
  for (let k = terms; k >= 1; k--) {
    sum = multiply(scaled, sum, size).map((value) => value / k);
    for (let i = 0; i < size; i++) sum[i * size + i]! += 1;
  }
  for (let k = 0; k < halvings; k++) sum = multiply(sum, sum, size);
  return sum;
}

function identity(size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) out[i * size + i] = 1;
  return out;
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!;
      for (let j = 0; j < size; j++) out[i * size + j]! += factor * b[k * size + j]!;
    }
  }
  return out;
}
