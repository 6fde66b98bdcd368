/** A mean over seeds with its standard error; the error is NaN where there are fewer than two values. */
export interface SeedMean {
  readonly mean: number;
  readonly standardError: number;
  readonly count: number;
}

/** The mean of the values that are there. */
export function meanOf(values: readonly (number | null)[]): SeedMean {
  const present = values.filter((value) => value !== null);
  const count = present.length;
  const mean = present.reduce((sum, value) => sum + value, 0) / count;
  const squares = present.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (count - 1) / count), count };
}

/** a − b, seed by seed; null where one of them is missing. */
export function differencesOf(a: readonly (number | null)[], b: readonly (number | null)[]): (number | null)[] {
  return a.map((value, seed) => {
    const other = b[seed] ?? null;
    return value === null || other === null ? null : value - other;
  });
}
