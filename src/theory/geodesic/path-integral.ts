/**
 * ∫ f dp over each interval between neighbouring nodes, from values at the nodes alone: the cubic through the four nodes
 * around the interval (fewer nodes: the polynomial through all) is integrated exactly. Error O(h⁴) of the whole integral
 * for smooth f, O(h²) where f has kinks.
 * @param nodes p_0 < … < p_n, at least two
 * @returns n integrals
 * @throws RangeError for nodes that do not ascend or values of another length
 */
export function intervalIntegrals(nodes: Float64Array, values: Float64Array): Float64Array {
  const count = nodes.length;
  if (count < 2 || values.length !== count) {
    throw new RangeError(
      `integrals along p need two nodes or more and a value at each; got ${count} and ${values.length}`,
    );
  }
  const order = Math.min(4, count);
  return Float64Array.from({ length: count - 1 }, (_, i) => {
    const from = nodes[i]!;
    const step = nodes[i + 1]! - from;
    if (!(step > 0)) throw new RangeError(`nodes must ascend; got ${from} before ${nodes[i + 1]}`);
    const first = Math.min(Math.max(0, i - 1), count - order);
    // Two Gauss points are exact for cubics.
    return (step / 2) * (at(from + step * gaussLow) + at(from + step * gaussHigh));

    function at(p: number): number {
      let sum = 0;
      for (let j = first; j < first + order; j++) {
        let weight = 1;
        for (let k = first; k < first + order; k++) {
          if (k !== j) weight *= (p - nodes[k]!) / (nodes[j]! - nodes[k]!);
        }
        sum += weight * values[j]!;
      }
      return sum;
    }
  });
}

const gaussLow = (1 - 1 / Math.sqrt(3)) / 2;
const gaussHigh = (1 + 1 / Math.sqrt(3)) / 2;

/** ∫ f dp over all nodes; of the speed ‖∂_pA‖_{K+γ}, the length ℓ of the path. As `intervalIntegrals`. */
export function pathIntegral(nodes: Float64Array, values: Float64Array): number {
  return intervalIntegrals(nodes, values).reduce((total, part) => total + part, 0);
}
