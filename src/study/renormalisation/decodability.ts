import { DecoderAccumulator, decodability } from '../../theory/renormalisation/decodability.ts';
import { RenormalisationError } from '../../theory/renormalisation/renormalisation-error.ts';
import type { Rows } from '../../theory/richness/rows.ts';
import type { CollectedRows } from './collect-rows.ts';
import { measuredPositions, type PointPlan, statesOf } from './renormalisation-scenario.ts';

/**
 * R² of the symbols at offsets −R … R from the rows of every layer, layers × offsets: one map for all measured positions that have
 * all of these neighbours, fitted on the sequences of even number and scored on the others, and the other way round. NaN where a
 * symbol does not vary.
 */
export function decodabilityOf({ layers, neighbours, sequences }: CollectedRows, plan: PointPlan): Float64Array {
  const { measure, sequence, chain } = plan;
  const { reach } = measure;
  const span = 2 * reach + 1;
  const positions = measuredPositions(sequence, measure);
  const inside = positions.map((t) => t >= reach && t + reach < sequence.length);
  const halves = [0, 1].map((half) =>
    Int32Array.from(sequences.keys()).filter((row) => inside[row % positions.length] && sequences[row]! % 2 === half),
  );
  const symbols = halves.map((rows) =>
    Array.from({ length: span }, (_, offset) => rows.map((row) => neighbours[row * span + offset]!)),
  );
  const out = new Float64Array(layers.length * span).fill(Number.NaN);
  for (const [layer, rows] of layers.entries()) {
    const decoder = new DecoderAccumulator(rows.columns, statesOf(chain), span);
    for (const half of [0, 1] as const) decoder.add(half, someRows(rows, halves[half]!), symbols[half]!);
    try {
      out.set(
        decodability(decoder.finish()).map(({ value }) => value),
        layer * span,
      );
    } catch (error) {
      if (!(error instanceof RenormalisationError)) throw error;
    }
  }
  return out;
}

function someRows({ columns, stride, data }: Rows, chosen: Int32Array): Rows {
  const own = new Float64Array(chosen.length * columns);
  for (const [i, row] of chosen.entries()) own.set(data.subarray(row * stride, row * stride + columns), i * columns);
  return { rows: chosen.length, columns, stride: columns, data: own };
}
