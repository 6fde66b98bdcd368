/**
 * Steps of a Leaky ResNet with L layers, α_ℓ = (1 − ρ_ℓ L̃) α_{ℓ−1} + ρ_ℓ W_ℓ σ(α_{ℓ−1}), Σ ρ_ℓ = 1 (arXiv 2405.17573,
 * section 4): ρ_1 … ρ_L = 1/L.
 */
export function equidistantSteps(layers: number): Float64Array {
  return new Float64Array(requireLayers(layers)).fill(1 / layers);
}

/**
 * ρ_ℓ ∝ 1/L + (a/L)(1/4 − |ℓ/L − 1/2|), ℓ = 1 … L, finer at both ends. These sum to 1 for even L and to 1 − a/(4L²) for
 * odd L; they are divided by their sum.
 * @throws RangeError unless 0 ≤ a < 1
 */
export function irregularSteps(layers: number, contrast: number): Float64Array {
  if (!(contrast >= 0 && contrast < 1))
    throw new RangeError(`irregular steps: 0 ≤ a < 1 is expected; got a = ${contrast}`);
  const L = requireLayers(layers);
  return normalised(
    Float64Array.from({ length: L }, (_, i) => 1 / L + (contrast / L) * (1 / 4 - Math.abs((i + 1) / L - 1 / 2))),
  );
}

/** What bounds an adaptive step. */
export interface AdaptiveLimits {
  /** Moves c_ℓ below this part of the largest count as this part: a layer that does not move must not take all of p. In (0, 1]. */
  readonly smallestMove: number;
  /** No ρ_ℓ above this: below 1/L̃, for the step to be admissible; Infinity for no limit. What is cut goes to the others. */
  readonly largestStep: number;
}

/**
 * ρ_ℓ ← c_ℓ⁻¹/Σ c⁻¹ with the relative moves c_ℓ = ‖A_ℓ − A_{ℓ−1}‖/(ρ_ℓ ‖A_ℓ‖) at the present steps: where nothing else
 * changes, every layer then moves by the same part of itself. Steps stay as they are where nothing moves at all.
 * @param steps the present ρ, L of them
 * @param moves ‖A_ℓ − A_{ℓ−1}‖_F, L of them
 * @param sizes ‖A_ℓ‖_F, L of them
 * @throws RangeError for lengths that differ, limits that cannot be met, or moves that are not finite
 */
export function adaptiveSteps(
  steps: Float64Array,
  moves: Float64Array,
  sizes: Float64Array,
  limits: AdaptiveLimits,
): Float64Array {
  const L = requireLayers(steps.length);
  const { smallestMove, largestStep } = limits;
  if (moves.length !== L || sizes.length !== L) {
    throw new RangeError(`adaptive steps: ${L} steps, ${moves.length} moves and ${sizes.length} sizes`);
  }
  if (!(smallestMove > 0 && smallestMove <= 1)) {
    throw new RangeError(`adaptive steps: the smallest move is a part in (0, 1] of the largest; got ${smallestMove}`);
  }
  if (!(largestStep * L >= 1)) {
    throw new RangeError(`adaptive steps: ${L} steps of at most ${largestStep} do not reach 1; use more layers`);
  }
  const relative = steps.map((step, i) => (moves[i] === 0 ? 0 : moves[i]! / (step * sizes[i]!)));
  if (!relative.every(Number.isFinite))
    throw new RangeError(`adaptive steps: a relative move is not finite: ${relative}`);
  const largest = Math.max(...relative);
  if (largest === 0) return steps.slice();
  const wanted = normalised(relative.map((move) => 1 / Math.max(move, smallestMove * largest)));
  return capped(wanted, largestStep);
}

/**
 * Why these steps cannot make a Leaky ResNet of this effective depth, or null: every ρ_ℓ L̃ must lie in (0, 1) (else a
 * layer forgets or reverses its input) and Σ ρ_ℓ = 1. For equidistant steps that is L > L̃, for irregular ones
 * L > (1 + a/4) L̃ (at even L; sufficient at odd L).
 */
export function layerStepRefusal(effectiveDepth: number, steps: Float64Array): string | null {
  const bad = steps.findIndex((step) => !(step > 0));
  if (bad >= 0) return `step ρ_${bad + 1} = ${steps[bad]} is not positive`;
  const total = steps.reduce((sum, step) => sum + step, 0);
  if (!(Math.abs(total - 1) <= 1e-12)) return `the steps sum to ${total}, not to 1`;
  const largest = Math.max(...steps);
  if (largest * effectiveDepth < 1) return null;
  const needed = Math.floor(largest * effectiveDepth * steps.length) + 1;
  return (
    `a layer keeps 1 − ρ L̃ of its input, which must be positive; the largest step ρ = ${largest} and L̃ = ` +
    `${effectiveDepth} give ${1 - largest * effectiveDepth}. Steps of the same shape need L ≥ ${needed} layers; there are ${steps.length}`
  );
}

function requireLayers(layers: number): number {
  if (Number.isInteger(layers) && layers >= 1) return layers;
  throw new RangeError(`a network has one layer or more; got ${layers}`);
}

function normalised(steps: Float64Array): Float64Array {
  const total = steps.reduce((sum, step) => sum + step, 0);
  return steps.map((step) => step / total);
}

/** Steps above the limit are cut to it, the others stretched by one factor so that the sum stays 1. */
function capped(steps: Float64Array, limit: number): Float64Array {
  const out = steps.slice();
  const full = new Set<number>();
  for (;;) {
    const over = Array.from(out.keys()).filter((i) => !full.has(i) && out[i]! > limit);
    if (over.length === 0) return out;
    for (const i of over) full.add(i);
    let rest = 0;
    for (let i = 0; i < out.length; i++) if (!full.has(i)) rest += steps[i]!;
    const stretch = (1 - full.size * limit) / rest;
    for (let i = 0; i < out.length; i++) out[i] = full.has(i) ? limit : steps[i]! * stretch;
  }
}
