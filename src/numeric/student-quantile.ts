import { angleOf } from './arctangent.ts';
import { bisect } from './bisection.ts';

/**
 * One-sided tail of Student's t with ν degrees of freedom, P(T > t), by the finite sums in θ = atan(t/√ν) for whole ν,
 * Abramowitz & Stegun 26.7.3 and 26.7.4. Absolute accuracy 10⁻¹⁵.
 */
function studentTail(t: number, freedom: number): number {
  const length = Math.sqrt(freedom + t * t);
  const sine = Math.abs(t) / length;
  const cosine = Math.sqrt(freedom) / length;
  const odd = freedom % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k < freedom; k += 2) {
    term *= (cosine * cosine * (k - 1)) / k;
    sum += term;
  }
  const within = odd ? (2 / Math.PI) * (angleOf(cosine, sine) + sine * sum) : sine * sum;
  return t < 0 ? 0.5 + within / 2 : 0.5 - within / 2;
}

/**
 * The t ≥ 0 with P(T > t) = `tail`, T of Student's law with ν degrees of freedom: 0.025 and 4 → 2.776.
 * @throws RangeError unless 10⁻¹² ≤ tail ≤ ½ and ν is a positive integer
 */
export function studentQuantile(tail: number, freedom: number): number {
  if (!(tail >= 1e-12 && tail <= 0.5)) throw new RangeError(`a tail probability from 1e-12 to 0.5, got ${tail}`);
  if (!(Number.isInteger(freedom) && freedom >= 1)) throw new RangeError(`degrees of freedom from 1, got ${freedom}`);
  let above = 1;
  while (studentTail(above, freedom) > tail) above *= 2;
  return bisect((t) => tail - studentTail(t, freedom), 0, above);
}
