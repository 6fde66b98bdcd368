/** Fewer modes than this say nothing about the tail; they are carried even when fewer are reported. */
const fewestModes = 8;

/** k_max that is worked with when modes up to `modeOrder` are asked for. */
export function workingOrder(modeOrder: number): number {
  return Math.max(modeOrder, fewestModes);
}

/** Orders at which V4 and K1 are cut, descending: the working order, its half and its quarter, and the one asked for. */
export function cutOrders(modeOrder: number, evenOnly: boolean): number[] {
  const order = workingOrder(modeOrder);
  const halved = (k: number) => (evenOnly ? 2 * Math.round(k / 4) : Math.round(k / 2));
  const half = halved(order);
  return [...new Set([order, half, halved(half), modeOrder])].sort((a, b) => b - a);
}
