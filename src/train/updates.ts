import type { RealArray } from '../numeric/dense/matrix.ts';

// One step of every rule, on θ[offset … end), with η the learning rate and λ the weight decay. Arithmetic is float64; what
// is stored is rounded to the precision of the arrays. Formulas as in torch.optim.

/** θ ← θ − η (g + λ θ). */
export function plainUpdate(
  theta: RealArray,
  g: RealArray,
  offset: number,
  end: number,
  rate: number,
  decay: number,
): void {
  for (let i = offset; i < end; i++) theta[i]! -= rate * (g[i]! + decay * theta[i]!);
}

/** v ← μ v + (g + λ θ), θ ← θ − η v; for Nesterov θ ← θ − η (g + λ θ + μ v). Sutskever et al., ICML 2013. */
export function momentumUpdate(
  theta: RealArray,
  g: RealArray,
  v: RealArray,
  offset: number,
  end: number,
  rate: number,
  decay: number,
  momentum: number,
  nesterov: boolean,
): void {
  for (let i = offset; i < end; i++) {
    const slope = g[i]! + decay * theta[i]!;
    const velocity = momentum * v[i]! + slope;
    v[i] = velocity;
    theta[i]! -= rate * (nesterov ? slope + momentum * velocity : velocity);
  }
}

/** What `adamUpdate` goes by. */
export interface AdamSettings {
  readonly kind: 'adam' | 'adamw';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * At step t = 1, 2, …, with h = g + λ θ for adam (Kingma & Ba, arXiv 1412.6980), h = g for adamw (Loshchilov & Hutter, arXiv
 * 1711.05101), where θ ← (1 − ηλ) θ comes first:
 *
 *     m ← β₁ m + (1 − β₁) h,   s ← β₂ s + (1 − β₂) h²,   θ ← θ − η (m/(1 − β₁ᵗ)) / (√(s/(1 − β₂ᵗ)) + ε).
 */
export function adamUpdate(
  theta: RealArray,
  g: RealArray,
  m: RealArray,
  s: RealArray,
  offset: number,
  end: number,
  rate: number,
  decay: number,
  { kind, beta1, beta2, epsilon }: AdamSettings,
  t: number,
): void {
  const step = rate / (1 - wholePower(beta1, t));
  const inverseRoot = 1 / Math.sqrt(1 - wholePower(beta2, t));
  const kept = kind === 'adamw' ? 1 - rate * decay : 1;
  const coupled = kind === 'adamw' ? 0 : decay;
  for (let i = offset; i < end; i++) {
    const old = theta[i]!;
    const h = g[i]! + coupled * old;
    const mean = beta1 * m[i]! + (1 - beta1) * h;
    const square = beta2 * s[i]! + (1 - beta2) * h * h;
    m[i] = mean;
    s[i] = square;
    theta[i] = kept * old - (step * mean) / (Math.sqrt(square) * inverseRoot + epsilon);
  }
}

/** base^n, n a whole number ≥ 0, by products: the same bits in every engine. */
function wholePower(base: number, n: number): number {
  let power = 1;
  for (let [rest, square] = [n, base]; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
