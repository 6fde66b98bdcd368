import { requireMixing } from './chain-connectivity.ts';
import { RenormalisationError } from './renormalisation-error.ts';

/** A stationary Markov chain x_t on the symbols 0 … V − 1, irreducible and aperiodic. Plain data, to be sent between threads. */
export interface MarkovChain {
  /** V ≥ 2. */
  readonly states: number;
  /** P, V × V row by row: P_ij = P(x_{t+1} = j | x_t = i). Rows sum to 1 to rounding. */
  readonly transition: Float64Array;
  /** π with πP = π, all positive. */
  readonly stationary: Float64Array;
}

/** How far from 1 the sum of a row may be; what is left is shared out in proportion. */
const rowSumTolerance = 1e-9;

/**
 * The chain of a transition matrix given row by row. π by elimination of states without subtractions (Grassmann, Taksar &
 * Heyman, Oper. Res. 33, 1107, 1985), each entry to some units of rounding.
 * @throws RenormalisationError, with row and column where there is one, unless the matrix is square with V ≥ 2, its entries are
 * probabilities, its rows sum to 1 within 10⁻⁹, and it has one stationary law that every start tends to
 */
export function chainOf(matrix: ArrayLike<ArrayLike<number>>): MarkovChain {
  const states = matrix.length;
  if (states < 2) {
    throw new RenormalisationError(`transition matrix: at least two symbols are expected, got ${states}.`);
  }
  const transition = new Float64Array(states * states);
  for (let i = 0; i < states; i++) transition.set(checkedRow(matrix[i]!, i, states), i * states);
  requireMixing(transition, states);
  return { states, transition, stationary: stationaryLaw(transition, states) };
}

function checkedRow(row: ArrayLike<number>, i: number, states: number): Float64Array {
  if (row.length !== states) {
    throw new RenormalisationError(
      `transition matrix: row ${i} (counted from 0) has ${row.length} entries, but there are ${states} rows; it must be square.`,
      { row: i },
    );
  }
  const values = Float64Array.from(row);
  const bad = values.findIndex((value) => !(value >= 0 && value <= 1 + rowSumTolerance));
  if (bad >= 0) {
    throw new RenormalisationError(
      `transition matrix: a probability from 0 to 1 is expected in row ${i}, column ${bad} (counted from 0); got ${values[bad]}.`,
      { row: i, column: bad },
    );
  }
  const sum = values.reduce((total, value) => total + value, 0);
  if (!(Math.abs(sum - 1) <= rowSumTolerance)) {
    throw new RenormalisationError(
      `transition matrix: row ${i} (counted from 0) must sum to 1 within ${rowSumTolerance}; its sum is ${sum}. ` +
        'Row i is the law of the symbol after i: was the transpose meant?',
      { row: i },
    );
  }
  return values.map((value) => value / sum);
}

function stationaryLaw(transition: Float64Array, states: number): Float64Array {
  const p = transition.slice();
  for (let n = states - 1; n > 0; n--) {
    let leaving = 0;
    for (let j = 0; j < n; j++) leaving += p[n * states + j]!;
    for (let i = 0; i < n; i++) {
      const share = p[i * states + n]! / leaving;
      p[i * states + n] = share;
      for (let j = 0; j < n; j++) p[i * states + j]! += share * p[n * states + j]!;
    }
  }
  const law = new Float64Array(states);
  law[0] = 1;
  let total = 1;
  for (let n = 1; n < states; n++) {
    for (let i = 0; i < n; i++) law[n]! += law[i]! * p[i * states + n]!;
    total += law[n]!;
  }
  return law.map((value) => value / total);
}
