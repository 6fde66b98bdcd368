/** √0 … √last. */
export function squareRoots(last: number): Float64Array {
  return Float64Array.from({ length: last + 1 }, (_, k) => Math.sqrt(k));
}

/**
 * Rows `from`..`to` of the table of weighted normalised Hermite functions, ψ_k(z) = h_k(z) e^{−z²/4}, h_k = He_k / √k!.
 *
 * Row k holds ψ_k at every node. E[h_j h_k] = δ_jk for z ~ N(0, 1), so ψ_j ψ_k carries the full weight e^{−z²/2}.
 * Three-term recursion √(k+1) ψ_{k+1} = z ψ_k − √k ψ_{k−1}: stable in and beyond the oscillating range, and with the
 * factor e^{−z²/4} every ψ_k is of order one, so no order overflows. Nodes must keep to |z| < 54: beyond, ψ_0 underflows
 * and ψ_k, which needs it to begin with, would be 0 even where it is not small.
 * @param table row-major, at least (to + 1) × nodes.length; rows below `from` must be there already
 */
export function hermiteFunctionsInto(nodes: Float64Array, table: Float64Array, from: number, to: number): void {
  const count = nodes.length;
  for (let k = from; k <= to; k++) {
    const row = k * count;
    if (k === 0) {
      for (let i = 0; i < count; i++) table[i] = Math.exp(-0.25 * nodes[i]! ** 2);
    } else if (k === 1) {
      for (let i = 0; i < count; i++) table[count + i] = nodes[i]! * table[i]!;
    } else {
      const one = 1 / Math.sqrt(k);
      const two = Math.sqrt((k - 1) / k);
      for (let i = 0; i < count; i++) {
        table[row + i] = one * nodes[i]! * table[row - count + i]! - two * table[row - 2 * count + i]!;
      }
    }
  }
}
