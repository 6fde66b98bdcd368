// Elementary functions to about 280 bits in integer arithmetic: what float64 results are measured against.

const bits = 320n;
const one = 1n << bits;

/** x · 2^320, exact for |x| ≥ 2^−260 or so. */
export function fixed(x: number): bigint {
  let [mantissa, exponent] = [x, 320];
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent--;
  }
  return exponent >= 0 ? BigInt(mantissa) << BigInt(exponent) : BigInt(mantissa) >> BigInt(-exponent);
}

const times = (a: bigint, b: bigint): bigint => (a * b) >> bits;
const over = (a: bigint, b: bigint): bigint => (a << bits) / b;

export function expOf(x: bigint): bigint {
  const halvings = 24n;
  const small = x >> halvings;
  let [sum, term] = [one, one];
  for (let m = 1n; term !== 0n && term !== -1n; m++) {
    term = times(term, small) / m;
    sum += term;
  }
  for (let i = 0n; i < halvings; i++) sum = times(sum, sum);
  return sum;
}

/** Newton's third-order iteration on e^y = x, from the engine's own logarithm. */
export function logOf(x: bigint, guess: number): bigint {
  let y = fixed(guess);
  for (let i = 0; i < 3; i++) {
    const e = expOf(y);
    y += 2n * over(x - e, x + e);
  }
  return y;
}

export function tanhOf(x: bigint): bigint {
  const e = expOf(2n * x);
  return over(e - one, e + one);
}

export function logisticOf(x: bigint): bigint {
  return over(one, one + expOf(-x));
}

function inverseTangent(d: bigint): bigint {
  let sum = 0n;
  for (let m = 1n, power = one / d; power !== 0n; m += 2n, power /= d * d) {
    sum += (m % 4n === 1n ? power : -power) / m;
  }
  return sum;
}

export const pi = 16n * inverseTangent(5n) - 4n * inverseTangent(239n);

/** (−1)^m x^(2m + first) / (2m + first)!, summed. */
function circular(x: bigint, first: bigint): bigint {
  let term = first === 0n ? one : x;
  let sum = term;
  for (let m = first + 2n; term !== 0n && term !== -1n; m += 2n) {
    term = -times(times(term, x), x) / (m * (m - 1n));
    sum += term;
  }
  return sum;
}

export const cosOf = (x: bigint): bigint => circular(x, 0n);
export const sinOf = (x: bigint): bigint => circular(x, 1n);

function rootOfPi(): bigint {
  let root = 2n * one;
  for (let i = 0; i < 12; i++) root = (root + over(pi, root)) / 2n;
  return root;
}

const twoOverRootPi = over(2n * one, rootOfPi());

/** The alternating series; its terms reach e^(x²), which the spare bits absorb. */
export function erfOf(x: bigint): bigint {
  let [sum, power] = [0n, x];
  for (let m = 0n; power !== 0n && power !== -1n; m++) {
    sum += power / (2n * m + 1n);
    power = -times(times(power, x), x) / (m + 1n);
  }
  return times(sum, twoOverRootPi);
}

/** |value − exact| in units of the last place of a float64 of exact's size. */
export function ulps(value: number, exact: bigint): number {
  if (exact === 0n) return value === 0 ? 0 : Infinity;
  const size = (exact < 0n ? -exact : exact).toString(2).length;
  const difference = fixed(value) - exact;
  const scaled = (difference * 1000000n) >> BigInt(size - 53);
  return Math.abs(Number(scaled)) / 1e6;
}
