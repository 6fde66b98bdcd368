/** One sampled number at one width, with its standard error. */
export interface WidthSample {
  readonly width: number;
  readonly value: number;
  readonly error: number;
}

/** X(n) = limit + slope/n, fitted; errors are standard errors of the fit, from those of the samples alone. */
export interface InfiniteWidthFit {
  readonly limit: number;
  readonly limitError: number;
  readonly slope: number;
  readonly slopeError: number;
  /** Σ ((X_i − fit)/s_i)²: about `degreesOfFreedom` if the next order in 1/n is not seen. */
  readonly chiSquared: number;
  /** Number of samples − 2. */
  readonly degreesOfFreedom: number;
}

/**
 * Weighted least squares X(n) = X∞ + a/n of sampled values at one depth over widths, with weights 1/s². The samples must be
 * independent of each other: networks of different widths must not share their random numbers.
 * @throws RangeError with fewer than two different widths, or a number that is not finite, or an error or width not above 0
 */
export function infiniteWidthFit(samples: readonly WidthSample[]): InfiniteWidthFit {
  for (const { width, value, error } of samples) {
    const usable = Number.isFinite(value) && error > 0 && error < Infinity && width > 0 && width < Infinity;
    if (!usable) throw new RangeError(`infinite-width fit: width ${width}, value ${value} ± ${error} cannot be used`);
  }
  if (new Set(samples.map(({ width }) => width)).size < 2) {
    throw new RangeError('infinite-width fit: at least two different widths are needed');
  }
  const rows = samples.map(({ width, value, error }) => ({ x: 1 / width, value, weight: 1 / error ** 2 }));
  const sum = (term: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + term(row), 0);
  const weight = sum((row) => row.weight);
  const x = sum((row) => row.weight * row.x) / weight;
  const y = sum((row) => row.weight * row.value) / weight;
  // Centred on the weighted means: the normal equations are then diagonal and lose no digits.
  const spread = sum((row) => row.weight * (row.x - x) ** 2);
  const slope = sum((row) => row.weight * (row.x - x) * (row.value - y)) / spread;
  const limit = y - slope * x;
  return {
    limit,
    limitError: Math.sqrt(1 / weight + x ** 2 / spread),
    slope,
    slopeError: Math.sqrt(1 / spread),
    chiSquared: sum((row) => row.weight * (row.value - limit - slope * row.x) ** 2),
    degreesOfFreedom: samples.length - 2,
  };
}
