/** ∫ f from `from` to `to` by `panels` panels of the five-point Gauss–Legendre rule. */
export function gaussLegendreSum(f: (x: number) => number, from: number, to: number, panels: number): number {
  const inner = Math.sqrt(5 - 2 * Math.sqrt(10 / 7)) / 3;
  const outer = Math.sqrt(5 + 2 * Math.sqrt(10 / 7)) / 3;
  const points = [
    [0, 128 / 225],
    [inner, (322 + 13 * Math.sqrt(70)) / 900],
    [-inner, (322 + 13 * Math.sqrt(70)) / 900],
    [outer, (322 - 13 * Math.sqrt(70)) / 900],
    [-outer, (322 - 13 * Math.sqrt(70)) / 900],
  ] as const;
  const half = (to - from) / panels / 2;
  let sum = 0;
  for (let k = 0; k < panels; k++) {
    const middle = from + (2 * k + 1) * half;
    for (const [node, weight] of points) sum += weight * half * f(middle + half * node);
  }
  return sum;
}
