/** Smooth or piecewise-linear σ with σ′ and σ″; `side` is the branch of a kink, else the sign of z. */
interface Sigma {
  value(z: number, side: number): number;
  slope(z: number, side: number): number;
  bend(z: number): number;
}

export const softplus = (beta: number): Sigma => ({
  value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-beta * Math.abs(z))) / beta,
  slope: (z) => 1 / (1 + Math.exp(-beta * z)),
  bend: (z) => beta / (2 + Math.exp(beta * z) + Math.exp(-beta * z)),
});
export const relu: Sigma = {
  value: (z, side) => (side > 0 ? z : 0),
  slope: (_, side) => (side > 0 ? 1 : 0),
  bend: () => 0,
};

/** Numbers in (−1, 1) from a fixed linear congruence. */
export function numbers(count: number, seed: number): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/**
 * Flow of a Leaky ResNet, ∂A = L̃(Bσᵀσ − A), ∂B = −L̃(σ′∘[σBᵀB] − B), written out entry by entry: y = (A, B), each
 * w × N row by row, with the bias row in σ if asked for.
 */
export function leakyFlow(depth: number, width: number, points: number, sigma: Sigma, bias: boolean) {
  const half = width * points;
  const features = bias ? width + 1 : width;
  const feature = (y: Float64Array, i: number, n: number, branch?: ArrayLike<number>) => {
    if (i === width) return 1;
    const z = y[i * points + n]!;
    return sigma.value(z, branch ? branch[i * points + n]! : z);
  };
  /** M = Bσᵀ, w × features. */
  const momentum = (y: Float64Array, branch?: ArrayLike<number>) => {
    const M = new Float64Array(width * features);
    for (let r = 0; r < width; r++)
      for (let c = 0; c < features; c++)
        for (let n = 0; n < points; n++) M[r * features + c]! += y[half + r * points + n]! * feature(y, c, n, branch);
    return M;
  };

  const rate = (_: number, y: Float64Array, out: Float64Array, branch?: ArrayLike<number>) => {
    const M = momentum(y, branch);
    for (let r = 0; r < width; r++)
      for (let n = 0; n < points; n++) {
        const at = r * points + n;
        let forward = -y[at]!;
        for (let c = 0; c < features; c++) forward += M[r * features + c]! * feature(y, c, n, branch);
        let back = 0;
        for (let k = 0; k < width; k++) back += M[k * features + r]! * y[half + k * points + n]!;
        out[at] = depth * forward;
        out[half + at] = -depth * (sigma.slope(y[at]!, branch ? branch[at]! : y[at]!) * back - y[half + at]!);
      }
  };

  const jacobianProduct = (_: number, y: Float64Array, v: Float64Array, out: Float64Array) => {
    const M = momentum(y);
    const shift = (c: number, n: number) =>
      c === width ? 0 : sigma.slope(y[c * points + n]!, y[c * points + n]!) * v[c * points + n]!;
    const dM = new Float64Array(M.length);
    for (let r = 0; r < width; r++)
      for (let c = 0; c < features; c++)
        for (let n = 0; n < points; n++) {
          const at = half + r * points + n;
          dM[r * features + c]! += v[at]! * feature(y, c, n) + y[at]! * shift(c, n);
        }
    for (let r = 0; r < width; r++)
      for (let n = 0; n < points; n++) {
        const at = r * points + n;
        let forward = -v[at]!;
        for (let c = 0; c < features; c++) {
          forward += dM[r * features + c]! * feature(y, c, n) + M[r * features + c]! * shift(c, n);
        }
        let back = 0;
        let bent = 0;
        for (let k = 0; k < width; k++) {
          const entry = half + k * points + n;
          back += dM[k * features + r]! * y[entry]! + M[k * features + r]! * v[entry]!;
          bent += M[k * features + r]! * y[entry]!;
        }
        const z = y[at]!;
        out[at] = depth * forward;
        out[half + at] = -depth * (sigma.bend(z) * v[at]! * bent + sigma.slope(z, z) * back - v[half + at]!);
      }
  };

  /** H = (L̃/2)‖Bσᵀ‖² − L̃ Tr BAᵀ. */
  const hamiltonian = (y: Float64Array) => {
    let sum = 0;
    for (const entry of momentum(y)) sum += (entry * entry) / 2;
    for (let i = 0; i < half; i++) sum -= y[i]! * y[half + i]!;
    return depth * sum;
  };
  return { unknowns: 2 * half, rate, jacobianProduct, hamiltonian };
}
