/** Nodes, ascending, and weights of ∫ e^{−x²} f(x) dx ≈ Σ_i w_i f(x_i). */
export interface GaussHermiteRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Not far beyond this the outermost weights underflow. */
const mostNodes = 256;

/**
 * The n-point Gauss–Hermite rule, exact for polynomials of degree 2n − 1.
 *
 * Nodes are the zeros of the orthonormal Hermite polynomial p_n, √((k+1)/2) p_{k+1} = x p_k − √(k/2) p_{k−1}, p_0 = π^{−1/4}: isolated by
 * the number of sign changes along p_0 … p_n (Sturm), polished by Newton's method with p_n' = √(2n) p_{n−1};
 * w_i = 1 / (n p_{n−1}(x_i)²) (Golub & Welsch 1969; Szegő, Orthogonal Polynomials, 3.4 and 15.3). Exactly symmetric.
 * @throws RangeError unless 1 ≤ n ≤ 256
 */
export function gaussHermite(count: number): GaussHermiteRule {
  if (!Number.isInteger(count) || count < 1 || count > mostNodes) {
    throw new RangeError(`a Gauss–Hermite rule has 1 to ${mostNodes} nodes; asked for ${count}`);
  }
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  const half = Math.floor(count / 2);
  for (let i = 0; i < half; i++) {
    const node = zeroAbove(count, i);
    const weight = 1 / (count * polynomial(count, node).previous ** 2);
    nodes[count - 1 - i] = node;
    nodes[i] = -node;
    weights[count - 1 - i] = weight;
    weights[i] = weight;
  }
  if (count % 2 === 1) weights[half] = 1 / (count * polynomial(count, 0).previous ** 2);
  return { nodes, weights };
}

/** The positive zero of p_n that has `above` zeros above it. */
function zeroAbove(count: number, above: number): number {
  let low = 0;
  let high = Math.sqrt(2 * count + 1);
  // Neighbouring zeros are 0.1 apart or more: the halvings leave Newton's method well inside its basin.
  for (let step = 0; step < 24; step++) {
    const middle = (low + high) / 2;
    if (polynomial(count, middle).zerosAbove > above) low = middle;
    else high = middle;
  }
  let x = (low + high) / 2;
  for (let step = 0; step < 4; step++) {
    const { value, previous } = polynomial(count, x);
    x -= value / (Math.sqrt(2 * count) * previous);
  }
  return x;
}

/** p_n and p_{n−1} at x ≥ 0, and how many zeros of p_n lie above x. */
function polynomial(count: number, x: number): { value: number; previous: number; zerosAbove: number } {
  let previous = 0;
  let value = Math.PI ** -0.25;
  let zerosAbove = 0;
  for (let k = 0; k < count; k++) {
    const next = (x * value - Math.sqrt(k / 2) * previous) / Math.sqrt((k + 1) / 2);
    if (next < 0 !== value < 0) zerosAbove++;
    previous = value;
    value = next;
  }
  return { value, previous, zerosAbove };
}
