import type { RealArray } from '../../numeric/dense/matrix.ts';
import { exp, log } from '../../numeric/elementary.ts';
import type { Rows } from '../../theory/richness/rows.ts';
import type { Network } from '../../train/network.ts';
import type { ChainExamples } from './chain-examples.ts';
import { sequencesAtOnce } from './network-of-plan.ts';
import type { LossNumbers } from './point-result.ts';
import type { PointPlan } from './renormalisation-scenario.ts';

/** Cross-entropy at the masked positions of measured sequences, with its standard error from the spread over sequences. */
export function measureLoss(network: Network, source: ChainExamples, plan: PointPlan): LossNumbers {
  const { measure, sequence } = plan;
  const count = sequencesAtOnce(plan);
  const losses = new Float64Array(measure.sequences);
  let correct = 0;
  for (let first = 0; first < measure.sequences; first += count) {
    const own = Math.min(count, measure.sequences - first);
    const { examples } = source.part(first, own);
    const outputs = network.forward(examples.inputs, 'evaluate');
    const perSequence = examples.targets.length / own;
    for (const [i, label] of examples.targets.entries()) {
      if (label < 0) continue;
      const { loss, right } = lossOfRow(outputs, i, label);
      losses[first + Math.floor(i / perSequence)]! += loss / sequence.masked;
      if (right) correct++;
    }
  }
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
  return {
    loss: mean,
    standardError: Math.sqrt(squares / (losses.length - 1) / losses.length),
    accuracy: correct / (measure.sequences * sequence.masked),
  };
}

/** ln Σ_c e^{f_c − f_y}, and whether f_y is the first of the largest. */
function lossOfRow({ columns, stride, data }: Rows & { readonly data: RealArray }, row: number, label: number) {
  const start = row * stride;
  let best = 0;
  for (let c = 1; c < columns; c++) if (data[start + c]! > data[start + best]!) best = c;
  let sum = 0;
  for (let c = 0; c < columns; c++) sum += exp(data[start + c]! - data[start + best]!);
  return { loss: log(sum) + data[start + best]! - data[start + label]!, right: best === label };
}
