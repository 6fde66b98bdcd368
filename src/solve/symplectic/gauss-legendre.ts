/** Collocation at the Gauss–Legendre points of a step: s stages, order 2s (Hairer, Lubich, Wanner, II.1.3). */
export interface GaussLegendre {
  /** c, s points in (0, 1). */
  readonly points: readonly number[];
  /** b, weights of the points. */
  readonly weights: readonly number[];
  /** a, s × s, row by row: a_ij = ∫_0^{c_i} ℓ_j. */
  readonly stages: readonly number[];
  /** s × s, row by row: slopes at 1 + c_i from slopes at c_j, by the polynomial through them. */
  readonly extrapolation: readonly number[];
}

/** Orders a Gauss–Legendre step can have here. */
export type GaussOrder = 2 | 4 | 6;

const third = Math.sqrt(3) / 6;
const fifth = Math.sqrt(15);

const methods: Readonly<Record<GaussOrder, Omit<GaussLegendre, 'extrapolation'>>> = {
  2: { points: [0.5], weights: [1], stages: [0.5] },
  4: {
    points: [0.5 - third, 0.5 + third],
    weights: [0.5, 0.5],
    stages: [0.25, 0.25 - third, 0.25 + third, 0.25],
  },
  6: {
    points: [0.5 - fifth / 10, 0.5, 0.5 + fifth / 10],
    weights: [5 / 18, 4 / 9, 5 / 18],
    stages: [
      ...[5 / 36, 2 / 9 - fifth / 15, 5 / 36 - fifth / 30],
      ...[5 / 36 + fifth / 24, 2 / 9, 5 / 36 - fifth / 24],
      ...[5 / 36 + fifth / 30, 2 / 9 + fifth / 15, 5 / 36],
    ],
  },
};

/** The method of an order: implicit midpoint (2), or Gauss–Legendre of two (4) or three (6) stages. */
export function gaussLegendre(order: GaussOrder): GaussLegendre {
  const method = methods[order];
  const { points } = method;
  const extrapolation = points.flatMap((at) => points.map((_, j) => lagrange(points, j, 1 + at)));
  return { ...method, extrapolation };
}

function lagrange(points: readonly number[], j: number, at: number): number {
  return points.reduce((value, c, i) => (i === j ? value : (value * (at - c)) / (points[j]! - c)), 1);
}
