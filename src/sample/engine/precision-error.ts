import { DyadicSum } from '../../numeric/dyadic-sum.ts';
import { estimateKernels } from '../estimate.ts';
import type { ObservableLayout } from '../observables.ts';
import { layoutOf, type SamplingPlan } from '../plan.ts';
import { ShardSampler } from '../shard.ts';
import { openEngine } from './registry.ts';

/** One quantity, saved layers × components. */
export interface PrecisionError {
  /** Mean over networks of what float32 makes of it less what float64 makes of the same words. */
  readonly shift: Float64Array;
  /** Standard error of `shift`. */
  readonly error: Float64Array;
  /** Standard error of the quantity itself, sampled with as many networks in float64. */
  readonly sampling: Float64Array;
}

export type PrecisionErrors = Readonly<Record<'G' | 'V4' | 'K1', PrecisionError>>;

/** Networks of both precisions that are held at a time. */
const batch = 16;

/**
 * What float32 states add to the error of G, V4 and K1: networks 0 … networks − 1 of `plan` with its engine in both
 * precisions. A network that does not stay finite in both is left out. G is the plain mean; V4 and K1 are coupled where the plan is. (At
 * layer 0, where the controls leave no error at all, there is nothing to compare with.)
 */
export async function precisionErrors(plan: SamplingPlan, networks: number): Promise<PrecisionErrors> {
  const layout = layoutOf(plan);
  const depths = plan.savedLayers.length;
  const names = ['G', 'V4', 'K1'] as const;
  const sums = names.map((name) => {
    const size = depths * (name === 'V4' ? layout.packed : layout.pairs);
    return { first: new Float64Array(size), second: new Float64Array(size) };
  });
  let counted = 0;
  const engines = await Promise.all(
    (['float64', 'float32'] as const).map((precision) => openEngine({ ...plan, precision })),
  );
  for (let first = 0; first < networks; first += batch) {
    const [wide, narrow] = await Promise.all(
      engines.map(async (engine) => {
        const seen: (Float64Array | null)[] = [];
        await engine.run(first, Math.min(batch, networks - first), (_, statistics, { divergedAt }) => {
          seen.push(divergedAt === null ? statistics.slice() : null);
        });
        return seen;
      }),
    );
    wide!.forEach((exact, i) => {
      const rounded = narrow![i];
      if (!exact || !rounded) return;
      counted++;
      names.forEach((name, k) => {
        addDifferences(plan, layout, name, exact, rounded, sums[k]!);
      });
    });
  }
  await Promise.all(engines.map((engine) => engine.dispose()));
  const estimates = await samplingErrors({ ...plan, precision: 'float64' }, networks);
  const result = names.map((name, k) => {
    const { first, second } = sums[k]!;
    const shift = first.map((sum) => sum / counted);
    const error = second.map((sum, i) => Math.sqrt(Math.max(0, sum / counted - shift[i]! ** 2) / (counted - 1)));
    return [name, { shift, error, sampling: estimates[name] }] as const;
  });
  return Object.fromEntries(result) as Record<(typeof names)[number], PrecisionError>;
}

/** Where one network's share of a quantity stands, and what it is multiplied by. */
function shareOf({ offset, coupled, pairs, packed }: ObservableLayout, name: 'G' | 'V4' | 'K1', width: number) {
  if (name === 'G') return { from: offset.g, count: pairs, factor: 1 };
  if (name === 'K1') return { from: coupled ? offset.d : offset.g, count: pairs, factor: width };
  return { from: coupled ? offset.z : offset.y, count: packed, factor: coupled ? 1 : width };
}

function addDifferences(
  { ensemble, savedLayers }: SamplingPlan,
  layout: ObservableLayout,
  name: 'G' | 'V4' | 'K1',
  exact: Float64Array,
  rounded: Float64Array,
  { first, second }: { first: Float64Array; second: Float64Array },
): void {
  const { from, count, factor } = shareOf(layout, name, ensemble.width);
  for (let slot = 0; slot < savedLayers.length; slot++) {
    for (let i = 0; i < count; i++) {
      const at = slot * layout.size + from + i;
      const difference = factor * (rounded[at]! - exact[at]!);
      first[slot * count + i]! += difference;
      second[slot * count + i]! += difference * difference;
    }
  }
}

async function samplingErrors(plan: SamplingPlan, networks: number): Promise<Record<'G' | 'V4' | 'K1', Float64Array>> {
  const sampler = await ShardSampler.open(plan);
  const sum = new DyadicSum();
  for (const node of (await sampler.sample(0, networks)).nodes) sum.add(node);
  await sampler.dispose();
  const { plain, coupled } = estimateKernels(plan, sum.total()!);
  const { V4, K1 } = coupled ?? plain;
  return { G: plain.G.error, V4: V4.error, K1: K1.error };
}
