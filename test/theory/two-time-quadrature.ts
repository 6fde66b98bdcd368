import { erf } from '#odepth/numeric/elementary';

/** σ² and (σ²)'' as plain functions, (σ²)'' without the point at a corner. */
export interface SquareFunctions {
  readonly square: (u: number) => number;
  readonly second: (u: number) => number;
}

const normalDensity = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

export const squares: Readonly<Record<'tanh' | 'relu' | 'gelu', SquareFunctions>> = {
  tanh: {
    square: (u) => Math.tanh(u) ** 2,
    second: (u) => 2 * (1 - Math.tanh(u) ** 2) * (1 - 3 * Math.tanh(u) ** 2),
  },
  relu: { square: (u) => Math.max(u, 0) ** 2, second: (u) => (u > 0 ? 2 : 0) },
  gelu: {
    square: (u) => (u * normal(u)) ** 2,
    second: (u) => 2 * (normal(u) + u * normalDensity(u)) ** 2 + 2 * u * normal(u) * normalDensity(u) * (2 - u * u),
  },
};

function normal(x: number): number {
  return 0.5 * (1 + erf(x * Math.SQRT1_2));
}

// Gauss–Legendre, five points.
const points = [-0.906179845938664, -0.5384693101056831, 0, 0.5384693101056831, 0.906179845938664];
const weights = [
  0.23692688505618908, 0.47862867049936647, 0.5688888888888889, 0.47862867049936647, 0.23692688505618908,
];
const reach = 11;

/** ∫ f over [from, to] in panels no wider than a quarter. */
function integral(f: (x: number) => number, from: number, to: number): number {
  if (to <= from) return 0;
  const panels = Math.ceil((to - from) / 0.25);
  const half = (to - from) / (2 * panels);
  let sum = 0;
  for (let p = 0; p < panels; p++) {
    const centre = from + (2 * p + 1) * half;
    for (let i = 0; i < 5; i++) sum += weights[i]! * f(centre + half * points[i]!);
  }
  return sum * half;
}

/** E[f(z)], z ~ N(0, 1), for an f that may have a corner at `corner`. */
function mean(f: (z: number) => number, corner: number): number {
  const weighted = (z: number) => f(z) * normalDensity(z);
  const inside = Math.min(reach, Math.max(-reach, corner));
  return integral(weighted, -reach, inside) + integral(weighted, inside, reach);
}

/** Cov(f(u), g(v)) of a Gaussian pair by quadrature over the plane, cut along u = 0 and v = 0. */
export function planeCovariance(
  f: (u: number) => number,
  g: (v: number) => number,
  varianceU: number,
  varianceV: number,
  rho: number,
): number {
  const u = Math.sqrt(varianceU);
  const v = Math.sqrt(varianceV);
  const deviation = Math.sqrt((1 - rho) * (1 + rho));
  const conditional = (z: number) => mean((w) => g(v * (rho * z + deviation * w)), (-rho * z) / deviation);
  const average = mean((z) => g(v * z), 0);
  return mean((z) => f(u * z) * (conditional(z) - average), 0);
}
