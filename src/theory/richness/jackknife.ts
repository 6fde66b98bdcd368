/** A number with what deleting one block of rows at a time says about it. */
export interface JackknifeEstimate {
  readonly value: number;
  /** NaN with fewer than two blocks. */
  readonly standardError: number;
  /** Estimated bias of `value`, not subtracted; NaN with fewer than two blocks, or where deletions are linearised. */
  readonly bias: number;
}

/**
 * Delete-one-block jackknife for blocks of n_j rows, equal or not (Busing, Meijer & van der Leeden, Stat. Comput. 9, 3, 1999): with
 * h_j = n/n_j, pseudo-values θ̃_j = h_j θ − (h_j − 1) θ_{(j)} and θ_J = Σ_j θ̃_j/h_j,
 *
 *     bias = θ − θ_J,   s.e.² = (1/g) Σ_j (θ̃_j − θ_J)²/(h_j − 1).
 *
 * @param deleted θ_{(j)}, without block j
 * @param counts n_j
 */
export function jackknife(value: number, deleted: ArrayLike<number>, counts: ArrayLike<number>): JackknifeEstimate {
  const blocks = deleted.length;
  if (blocks < 2) return { value, standardError: Number.NaN, bias: Number.NaN };
  let total = 0;
  for (let j = 0; j < blocks; j++) total += counts[j]!;
  // θ̃_j − θ, so that nothing cancels.
  const moves = Float64Array.from({ length: blocks }, (_, j) => (total / counts[j]! - 1) * (value - deleted[j]!));
  let mean = 0;
  for (let j = 0; j < blocks; j++) mean += moves[j]! * (counts[j]! / total);
  let square = 0;
  for (let j = 0; j < blocks; j++) square += (moves[j]! - mean) ** 2 / (total / counts[j]! - 1);
  return { value, standardError: Math.sqrt(square / blocks), bias: -mean };
}
