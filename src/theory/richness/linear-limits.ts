/**
 * D_LR of a deep linear network that has learned y = W x from small weights. Layers are balanced then, so that the features
 * have singular values s_k^{(L−1)/L} along the right singular directions of W and none beside them; with ρ_k their squares and
 * r = rank of W,
 *
 *     D_LR = 1 − Σ ρ_k / (√r (Σ ρ_k²)^{1/2}),   ρ_k = s_k^{2(L−1)/L}:
 *
 * 0 for equal s_k. Inputs are white. Source of the dynamics: Saxe, McClelland & Ganguli, arXiv 1312.6120.
 * @param layers L, the number of weight matrices, from 2
 */
export function balancedLinearRichness(singularValues: readonly number[], layers: number): number {
  const power = (2 * (layers - 1)) / layers;
  const values = singularValues.map((s) => s ** power);
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value * value, 0);
  return 1 - sum / Math.sqrt(values.length * squares);
}

/**
 * D_LR of a deep linear network whose features stay those of its Gaussian initial weights while its outputs are all of a
 * map of rank r: with N = A Aᵀ, A the product of the hidden layers, on white inputs of dimension d,
 *
 *     D_LR = 1 − (√r/d) (E(tr N)² / E tr N²)^{1/2},
 *
 * which takes the ratio of averages for the average of the ratio (relative error O(1/(d w))) and the r directions as random.
 * A layer W of w rows with variance v takes (tr N², (tr N)²) to v² (w (w + 1) tr N² + w (tr N)², w² (tr N)² + 2 w tr N²) on
 * average. For wide layers: 1 − √(r/d).
 * @param widths of the hidden layers, first to last
 */
export function lazyLinearRichness(rank: number, inputs: number, widths: readonly number[]): number {
  let [squares, square] = [inputs, inputs * inputs];
  for (const w of widths) {
    // The variance cancels from the ratio.
    [squares, square] = [((w + 1) * squares + square) / (w * w), (w * square + 2 * squares) / (w * w)];
  }
  return 1 - (Math.sqrt(rank) / inputs) * Math.sqrt(square / squares);
}
