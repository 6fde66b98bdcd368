/** The zero of a function of opposite signs at `low` and `high`, to the last bit; one of them where there are several. */
export function bisect(of: (x: number) => number, low: number, high: number): number {
  const rising = of(high) > 0;
  let below = low;
  let above = high;
  for (;;) {
    const middle = (below + above) / 2;
    if (middle <= below || middle >= above) return middle;
    if (of(middle) > 0 === rising) above = middle;
    else below = middle;
  }
}
