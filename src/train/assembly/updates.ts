// One step of every rule of optimisation on `count` parameters θ with gradient g: η the learning rate, λ the weight decay.
// The last parameters have the same roundings as those that fill registers.

/** θ ← θ − η (g + λ θ). */
export function plainUpdate<T>(count: usize, theta: usize, g: usize, rate: T, decay: T): void {
  const step = v128.splat<T>(rate);
  const shrink = v128.splat<T>(decay);
  const whole = (sizeof<T>() * count) & ~15;
  for (let at: usize = 0; at < whole; at += 16) {
    const old = v128.load(theta + at);
    const slope = v128.add<T>(v128.load(g + at), v128.mul<T>(shrink, old));
    v128.store(theta + at, v128.sub<T>(old, v128.mul<T>(step, slope)));
  }
  for (let at = whole; at < sizeof<T>() * count; at += sizeof<T>()) {
    const old = load<T>(theta + at);
    store<T>(theta + at, old - rate * (load<T>(g + at) + decay * old));
  }
}

/** h = g + λ θ, v ← μ v + h, θ ← θ − η v, or θ − η (h + μ v) for Nesterov. */
export function momentumUpdate<T>(
  count: usize,
  theta: usize,
  g: usize,
  v: usize,
  rate: T,
  decay: T,
  momentum: T,
  nesterov: bool,
): void {
  const step = v128.splat<T>(rate);
  const shrink = v128.splat<T>(decay);
  const keep = v128.splat<T>(momentum);
  const whole = (sizeof<T>() * count) & ~15;
  for (let at: usize = 0; at < whole; at += 16) {
    const old = v128.load(theta + at);
    const slope = v128.add<T>(v128.load(g + at), v128.mul<T>(shrink, old));
    const velocity = v128.add<T>(v128.mul<T>(keep, v128.load(v + at)), slope);
    v128.store(v + at, velocity);
    const direction = nesterov ? v128.add<T>(slope, v128.mul<T>(keep, velocity)) : velocity;
    v128.store(theta + at, v128.sub<T>(old, v128.mul<T>(step, direction)));
  }
  for (let at = whole; at < sizeof<T>() * count; at += sizeof<T>()) {
    const old = load<T>(theta + at);
    const slope = (load<T>(g + at) + decay * old) as T;
    const velocity = (momentum * load<T>(v + at) + slope) as T;
    store<T>(v + at, velocity);
    const direction = (nesterov ? slope + momentum * velocity : velocity) as T;
    store<T>(theta + at, old - rate * direction);
  }
}

/**
 * h = g + coupled θ, m ← β₁ m + (1 − β₁) h, s ← β₂ s + (1 − β₂) h², θ ← θ − (decoupled θ + step m/(inverseRoot √s + ε)); `fresh` are
 * 1 − β₁ and 1 − β₂.
 */
export function adamUpdate<T>(
  count: usize,
  theta: usize,
  g: usize,
  m: usize,
  s: usize,
  beta1: T,
  fresh1: T,
  beta2: T,
  fresh2: T,
  coupled: T,
  decoupled: T,
  step: T,
  inverseRoot: T,
  epsilon: T,
): void {
  const whole = (sizeof<T>() * count) & ~15;
  for (let at: usize = 0; at < whole; at += 16) {
    const old = v128.load(theta + at);
    const slope = v128.add<T>(v128.load(g + at), v128.mul<T>(v128.splat<T>(coupled), old));
    const mean = v128.add<T>(
      v128.mul<T>(v128.splat<T>(beta1), v128.load(m + at)),
      v128.mul<T>(v128.splat<T>(fresh1), slope),
    );
    const square = v128.add<T>(
      v128.mul<T>(v128.splat<T>(beta2), v128.load(s + at)),
      v128.mul<T>(v128.mul<T>(v128.splat<T>(fresh2), slope), slope),
    );
    v128.store(m + at, mean);
    v128.store(s + at, square);
    const size = v128.add<T>(v128.mul<T>(v128.sqrt<T>(square), v128.splat<T>(inverseRoot)), v128.splat<T>(epsilon));
    const move = v128.div<T>(v128.mul<T>(v128.splat<T>(step), mean), size);
    const shrink = v128.mul<T>(v128.splat<T>(decoupled), old);
    v128.store(theta + at, v128.sub<T>(old, v128.add<T>(shrink, move)));
  }
  for (let at = whole; at < sizeof<T>() * count; at += sizeof<T>()) {
    const old = load<T>(theta + at);
    const slope = (load<T>(g + at) + coupled * old) as T;
    const mean = (beta1 * load<T>(m + at) + fresh1 * slope) as T;
    const square = (beta2 * load<T>(s + at) + fresh2 * slope * slope) as T;
    store<T>(m + at, mean);
    store<T>(s + at, square);
    const move = ((step * mean) / (sqrt<T>(square) * inverseRoot + epsilon)) as T;
    store<T>(theta + at, old - (decoupled * old + move));
  }
}
