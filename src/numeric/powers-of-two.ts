/** Entry limit + j is 2^j, exact, for −limit ≤ j ≤ limit ≤ 1023: by doubling and halving, since no engine owes exact powers. */
export function powersOfTwo(limit: number): Float64Array {
  const powers = new Float64Array(2 * limit + 1);
  powers[limit] = 1;
  for (let j = 1; j <= limit; j++) {
    powers[limit + j] = 2 * powers[limit + j - 1]!;
    powers[limit - j] = 0.5 * powers[limit - j + 1]!;
  }
  return powers;
}
