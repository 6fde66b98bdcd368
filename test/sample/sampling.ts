import { DyadicSum } from '#odepth/numeric/dyadic-sum';
import { estimateKernels, type SampledKernels } from '#odepth/sample/estimate';
import type { SamplingPlan } from '#odepth/sample/plan';
import { ShardSampler } from '#odepth/sample/shard';

/** Sums of networks 0 … networks − 1, sampled in blocks on this thread. */
export async function sampleSums(plan: SamplingPlan, networks: number, block = networks): Promise<Float64Array> {
  const sampler = await ShardSampler.open(plan);
  const sum = new DyadicSum();
  for (let first = 0; first < networks; first += block) {
    const { nodes } = await sampler.sample(first, Math.min(block, networks - first));
    for (const node of nodes) sum.add(node);
  }
  return sum.total()!;
}

export async function sample(plan: SamplingPlan, networks: number): Promise<SampledKernels> {
  return estimateKernels(plan, await sampleSums(plan, networks));
}

/** Largest |a − b| / √(s_a² + s_b²) over all entries where the scale is not zero. */
export function worstDeviation(
  a: { value: Float64Array; error: Float64Array },
  b: { value: ArrayLike<number>; error?: ArrayLike<number> },
): number {
  let worst = 0;
  for (let i = 0; i < a.value.length; i++) {
    const scale = Math.hypot(a.error[i]!, b.error?.[i] ?? 0);
    const difference = Math.abs(a.value[i]! - b.value[i]!);
    if (difference > 1e-9) worst = Math.max(worst, difference / scale);
  }
  return worst;
}
