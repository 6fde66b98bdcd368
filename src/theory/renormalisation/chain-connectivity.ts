import { RenormalisationError } from './renormalisation-error.ts';

/**
 * A chain tends to one stationary law of positive probabilities from every start exactly where every symbol leads to every other
 * (irreducible) and the lengths of closed walks have no common divisor (aperiodic).
 * @param transition V × V row by row
 * @throws RenormalisationError, naming symbols that do not lead to each other, or the period
 */
export function requireMixing(transition: Float64Array, states: number): void {
  const depth = depthsFrom((i, j) => transition[i * states + j]! > 0, states);
  const back = depthsFrom((i, j) => transition[j * states + i]! > 0, states);
  const unreached = depth.indexOf(-1);
  const lost = back.indexOf(-1);
  if (unreached >= 0 || lost >= 0) {
    const [from, to] = unreached >= 0 ? [0, unreached] : [lost, 0];
    throw new RenormalisationError(
      `transition matrix: symbol ${from} never leads to symbol ${to} (counted from 0), so the chain is reducible. ` +
        'Leave out symbols that do not come back, or join the parts by small probabilities.',
      { row: from, column: to },
    );
  }
  let period = 0;
  for (let i = 0; i < states; i++) {
    for (let j = 0; j < states; j++) {
      if (transition[i * states + j]! > 0) period = commonDivisor(period, Math.abs(depth[i]! + 1 - depth[j]!));
    }
  }
  if (period > 1) {
    throw new RenormalisationError(
      `transition matrix: every symbol comes back after multiples of ${period} steps only, so |λ₂| = 1 and the correlation length is ` +
        'infinite. Let a symbol follow itself with some probability.',
    );
  }
}

/** Steps from symbol 0 to each, −1 where none lead there. */
function depthsFrom(leads: (i: number, j: number) => boolean, states: number): Int32Array {
  const depth = new Int32Array(states).fill(-1);
  depth[0] = 0;
  const open = [0];
  for (const i of open) {
    for (let j = 0; j < states; j++) {
      if (depth[j]! >= 0 || !leads(i, j)) continue;
      depth[j] = depth[i]! + 1;
      open.push(j);
    }
  }
  return depth;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
