/** Values y and slopes f at the ends of an interval of length h define its cubic S, with S = y and S′ = f at both ends. */
export interface CubicPiece {
  readonly length: number;
  readonly before: Float64Array;
  readonly slopeBefore: Float64Array;
  readonly after: Float64Array;
  readonly slopeAfter: Float64Array;
}

/** Writes S and, if wanted, S′ at the fraction θ ∈ [0, 1] of the interval. */
export function evaluateCubic(piece: CubicPiece, theta: number, value: Float64Array, slope: Float64Array | null): void {
  const { length: h, before, slopeBefore, after, slopeAfter } = piece;
  const rest = 1 - theta;
  const a = rest * rest * (1 + 2 * theta);
  const b = theta * theta * (3 - 2 * theta);
  const c = h * theta * rest * rest;
  const d = -h * theta * theta * rest;
  for (let u = 0; u < value.length; u++) {
    value[u] = a * before[u]! + b * after[u]! + c * slopeBefore[u]! + d * slopeAfter[u]!;
  }
  if (slope === null) return;
  const across = (6 * theta * rest) / h;
  const start = rest * (1 - 3 * theta);
  const end = theta * (3 * theta - 2);
  for (let u = 0; u < slope.length; u++) {
    slope[u] = across * (after[u]! - before[u]!) + start * slopeBefore[u]! + end * slopeAfter[u]!;
  }
}

/** Piece `index` of a function given by values and slopes at the nodes of a mesh, n numbers each. */
export function cubicPiece(
  mesh: Float64Array,
  values: Float64Array,
  slopes: Float64Array,
  index: number,
  n: number,
): CubicPiece {
  const at = index * n;
  return {
    length: mesh[index + 1]! - mesh[index]!,
    before: values.subarray(at, at + n),
    slopeBefore: slopes.subarray(at, at + n),
    after: values.subarray(at + n, at + 2 * n),
    slopeAfter: slopes.subarray(at + n, at + 2 * n),
  };
}
