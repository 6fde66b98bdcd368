import { layerFactor, type StreamSettings, triangleSquare } from './layer-ranks.ts';
import { RenormalisationError } from './renormalisation-error.ts';
import type { StreamMoments } from './stream-moments.ts';

/**
 * Kernel drift between neighbouring layers, d_ℓ = 1 − CKA(X_ℓ, X_{ℓ+1}) ∈ [0, 1], ℓ = 0 … L − 1, with linear centred kernel alignment
 * (Kornblith et al., arXiv 1905.00414)
 *
 *     CKA = ‖X_ℓᵀX_{ℓ+1}‖_F² / (‖X_ℓᵀX_ℓ‖_F ‖X_{ℓ+1}ᵀX_{ℓ+1}‖_F),   X about its mean (as it is for `centred: false`).
 *
 * 0 where the kernels of both layers are the same but for scale: any rotation of either is free. Absolute error some 10⁻¹⁵.
 * @throws RenormalisationError, with the layer, where a layer is the same for every sample
 */
export function drift(moments: StreamMoments, { centred = true }: Partial<StreamSettings> = {}): Float64Array {
  const { widths, count, means, crosses } = moments;
  const norms = widths.map((width, layer) => {
    const factor = layerFactor(moments, layer, centred);
    const size = norm(factor);
    const offset = centred ? 4 * Number.EPSILON * Math.sqrt(count) * norm(means[layer]!) : 0;
    if (size <= offset) {
      throw new RenormalisationError(
        `stream: layer ${layer} is ${centred ? 'the same' : 'zero'} for every sample, so the drift to and from it is not defined.`,
        { layer },
      );
    }
    return {
      size,
      kernel: norm(
        triangleSquare(
          factor.map((value) => value / size),
          width,
        ).data,
      ),
    };
  });
  return Float64Array.from(crosses, (cross, layer) => {
    const [a, b] = [norms[layer]!, norms[layer + 1]!];
    const [mean, next] = [means[layer]!, means[layer + 1]!];
    let square = 0;
    for (let i = 0, at = 0; i < mean.length; i++) {
      const offset = centred ? 0 : count * mean[i]!;
      for (let j = 0; j < next.length; j++, at++) square += ((cross[at]! + offset * next[j]!) / a.size / b.size) ** 2;
    }
    return Math.max(0, 1 - square / (a.kernel * b.kernel));
  });
}

export interface DriftConcentration {
  /** Share of Σd in the largest transition; 1/L where drift is spread evenly. NaN where nothing drifts. */
  readonly largest: number;
  /** Share of Σd in the two largest; 2/L where it is spread evenly. */
  readonly largestTwo: number;
  /** Indices of transitions, by descending drift; those of equal drift in their order. */
  readonly order: readonly number[];
}

/** How far the drift is that of one or two transitions. @throws RenormalisationError without transitions, or where d is no number from 0 on */
export function driftConcentration(drifts: ArrayLike<number>): DriftConcentration {
  const d = checkedDrifts(drifts);
  const total = d.reduce((sum, value) => sum + value, 0);
  const order = Array.from(d.keys()).sort((i, j) => d[j]! - d[i]! || i - j);
  const first = d[order[0]!]!;
  const second = order.length > 1 ? d[order[1]!]! : 0;
  return { largest: first / total, largestTwo: (first + second) / total, order };
}

/** A run of transitions, by index: from layer `first` to layer `last + 1`. */
export interface Plateau {
  readonly first: number;
  readonly last: number;
  /** Transitions: last − first + 1. */
  readonly length: number;
}

/**
 * The longest run of neighbouring transitions that all drift by less than the threshold, the first of equally long ones: where the stream
 * sits near a fixed point. Undefined where there is none. @throws RenormalisationError as `driftConcentration`
 */
export function plateau(drifts: ArrayLike<number>, threshold: number): Plateau | undefined {
  const d = checkedDrifts(drifts);
  let best: Plateau | undefined;
  for (let first = 0; first < d.length; first++) {
    let end = first;
    while (end < d.length && d[end]! < threshold) end++;
    if (end - first > (best?.length ?? 0)) best = { first, last: end - 1, length: end - first };
  }
  return best;
}

function checkedDrifts(drifts: ArrayLike<number>): Float64Array {
  const d = Float64Array.from(drifts);
  if (d.length === 0) throw new RenormalisationError('drift: a stream of at least two layers is expected.');
  const bad = d.findIndex((value) => !(value >= 0 && value < Infinity));
  if (bad < 0) return d;
  throw new RenormalisationError(
    `drift: a finite number from 0 on is expected at transition ${bad} (counted from 0); got ${d[bad]}.`,
  );
}

function norm(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}
