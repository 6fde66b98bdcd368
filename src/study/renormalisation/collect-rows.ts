import type { Rows } from '../../theory/richness/rows.ts';
import type { ChainExamples, ChainPart } from './chain-examples.ts';
import { sequencesAtOnce } from './network-of-plan.ts';
import { measuredPositions, type PointPlan } from './renormalisation-scenario.ts';

/** Rows of a stream at P measured positions, n at each: row s P + i is the s-th one at position i. */
export interface CollectedRows {
  /** L + 1 of them, (n P) × d. */
  readonly layers: readonly MutableRows[];
  /** (n P) × V. */
  readonly outputs: MutableRows;
  /** Symbols from R before a row's position to R after it, (n P) × (2 R + 1); −1 outside the sequence. */
  readonly neighbours: Int32Array;
  /** Number of the sequence that a row comes from. */
  readonly sequences: Int32Array;
}

export interface MutableRows extends Rows {
  readonly data: Float64Array | Float32Array;
}

/** A row of a pass that is kept. */
interface Kept {
  /** Among the rows of the pass, at every layer alike. */
  readonly from: number;
  readonly to: number;
  /** Where its position stands among all symbols of the pass. */
  readonly symbol: number;
}

/** What rows are collected of. */
interface RowSource {
  readonly taps: readonly { readonly width: number }[];
  readonly outputs: number;
  stream(inputs: Int32Array, visit: (rows: Rows, place: { readonly index: number }) => void): Rows;
}

/** Goes through measured sequences until every measured position has its rows. */
export function collectRows(network: RowSource, source: ChainExamples, plan: PointPlan): CollectedRows {
  const { measure, sequence, training, rows: choice } = plan;
  const positions = measuredPositions(sequence, measure);
  const total = measure.samples * positions.length;
  const room = (columns: number): MutableRows => {
    const data =
      training.precision === 'float64' ? new Float64Array(total * columns) : new Float32Array(total * columns);
    return { rows: total, columns, stride: columns, data };
  };
  const layers = network.taps.map(({ width }) => room(width));
  const outputs = room(network.outputs);
  const span = 2 * measure.reach + 1;
  const neighbours = new Int32Array(total * span);
  const sequences = new Int32Array(total);
  const counts = new Int32Array(positions.length);
  const count = sequencesAtOnce(plan);
  const places =
    choice === 'all'
      ? Int32Array.from({ length: count * positions.length }, (_, i) => positions[i % positions.length]!)
      : undefined;
  for (let first = 0; counts.some((own) => own < measure.samples); first += count) {
    const part = source.part(first, count, places);
    const kept = rowsToKeep(plan, part, positions, counts);
    const copy = (from: Rows, to: MutableRows) => {
      for (const row of kept) {
        const at = row.from * from.stride;
        to.data.set(from.data.subarray(at, at + from.columns), row.to * to.stride);
      }
    };
    copy(
      network.stream(part.examples.inputs, (rows, place) => copy(rows, layers[place.index]!)),
      outputs,
    );
    for (const { to, symbol } of kept) {
      const start = symbol - (symbol % sequence.length);
      sequences[to] = first + start / sequence.length;
      for (let j = 0; j < span; j++) {
        const at = symbol + j - measure.reach;
        const inside = at >= start && at < start + sequence.length;
        neighbours[to * span + j] = inside ? part.sequences[at]! : -1;
      }
    }
  }
  return { layers, outputs, neighbours, sequences };
}

/** The rows of a pass that are still needed; counts them. */
function rowsToKeep(
  { network, sequence, measure, rows }: PointPlan,
  { sequences, masked }: ChainPart,
  positions: readonly number[],
  counts: Int32Array,
): Kept[] {
  const { length } = sequence;
  const whole = network.mixing === 'token-mixing';
  const kept: Kept[] = [];
  const keep = (from: number, i: number, symbol: number) => {
    if (i < 0 || counts[i]! >= measure.samples) return;
    kept.push({ from, to: counts[i]! * positions.length + i, symbol });
    counts[i]!++;
  };
  if (rows === 'all') {
    for (let s = 0; s < sequences.length / length; s++) {
      for (const [i, t] of positions.entries())
        keep(whole ? s * length + t : s * positions.length + i, i, s * length + t);
    }
    return kept;
  }
  for (const [j, t] of masked.entries()) {
    const symbol = Math.floor(j / sequence.masked) * length + t;
    keep(whole ? symbol : j, positions.indexOf(t), symbol);
  }
  return kept;
}
