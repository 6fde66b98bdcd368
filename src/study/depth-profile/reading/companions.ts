import { transposed } from '../../../numeric/dense/matrix.ts';
import { stabilisedCostOfIdentity } from '../../../theory/geodesic/cost-of-identity.ts';
import { MomentAccumulator } from '../../../theory/richness/accumulate.ts';
import { totalMoments } from '../../../theory/richness/combine-moments.ts';
import { defaultRichnessSettings } from '../../../theory/richness/dynamical-richness.ts';
import { jackknife } from '../../../theory/richness/jackknife.ts';
import { richnessMeasures } from '../../../theory/richness/measures.ts';
import type { Rows } from '../../../theory/richness/rows.ts';
import type { CostSettings } from '../depth-scenario.ts';
import type { ProfileNumber } from '../profile.ts';

/** D_LR of a layer against the outputs of the network. @throws RichnessError where outputs or layer determine none */
export function richnessOfLayer(blocks: readonly Rows[], outputs: readonly Rows[]): ProfileNumber {
  const [features, own] = [blocks[0]!.columns, outputs[0]!.columns];
  const accumulator = new MomentAccumulator({
    ...{ features, outputs: own, targets: 0, initialFeatures: 0, classes: 0 },
  });
  const moments = blocks.map((block, b) => {
    accumulator.add({ features: block, outputs: outputs[b]! });
    return accumulator.finish();
  });
  const { value, standardError } = richnessMeasures(totalMoments(moments), moments, defaultRichnessSettings).richness;
  return { value, error: standardError };
}

/** COI_γ of a layer, with the error of leaving out blocks of samples. */
export function costOfLayer(blocks: readonly Rows[], settings: CostSettings): ProfileNumber {
  const without = (left: number) =>
    costOf(
      blocks.filter((_, b) => b !== left),
      settings,
    );
  const counts = blocks.map(({ rows }) => rows);
  const { value, standardError } = jackknife(
    costOf(blocks, settings),
    blocks.map((_, b) => without(b)),
    counts,
  );
  return { value, error: standardError };
}

/** COI_γ of samples, a row each. */
export function costOf(blocks: readonly Rows[], { activation, bias, relative }: CostSettings): number {
  const width = blocks[0]!.columns;
  const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
  const data = new Float64Array(rows * width);
  let at = 0;
  for (const block of blocks) {
    for (let i = 0; i < block.rows; i++, at++) {
      data.set(block.data.subarray(i * block.stride, i * block.stride + width), at * width);
    }
  }
  const states = transposed({ rows, columns: width, stride: width, data });
  return stabilisedCostOfIdentity({ width, activation, bias }, states, { relative }).cost;
}
