import type { Ensemble } from '../../../model/ensemble.ts';
import type { ErrorKind } from '../../../record/series.ts';
import type { DistinctInputs } from '../../../theory/kernel/distinct-inputs.ts';
import type { KernelEquations } from '../../../theory/kernel/kernel-equations.ts';
import type { Closure, CorrectionLayout } from '../../../theory/kernel/layout.ts';
import { truncationEstimate } from '../../../theory/kernel/truncation.ts';
import { type DepthValues, packedScales, pairScales } from './depth-values.ts';
import type { ClosureSolution, QuantityValues } from './solution.ts';

/**
 * One closure's K0, G, V4, K1 and U1 at all depths, with errors, for all inputs (repeated ones included).
 *
 * The error is the tolerance, relative to the value and to the quantity's unit at depth 0; for V4, K1, U1 and G of
 * `exact` the truncation estimate is added to it.
 */
export function closureSolution(
  closure: Closure,
  equations: KernelEquations,
  values: DepthValues,
  ensemble: Ensemble,
  tolerance: number,
  inputs: DistinctInputs,
  modeOrder: number,
): Omit<ClosureSolution, 'residuals'> {
  const { layout, pairs } = equations;
  const exact = closure === 'exact';
  const levels = cutLevels(closure, equations, modeOrder);
  const scale = pairScales(equations);
  const kind: ErrorKind = exact ? 'truncation' : 'tolerance';
  const read = (offset: number, length: number) => column(values, offset, length);
  const assemble = (rows: readonly Float64Array[], unit: Float64Array, map: Int32Array, errorKind: ErrorKind) =>
    spread(withErrors(rows, unit, tolerance, errorKind), unit.length, map);

  const kernel = assemble([read(layout.K0, pairs.count)], scale, inputs.pair, 'tolerance');
  const mean = assemble(
    levels.map(({ at }) => read(at.K1, pairs.count)),
    scale,
    inputs.pair,
    kind,
  );
  const covariance = assemble(
    levels.map(({ at }) => read(at.V4, pairs.packedCount)),
    packedScales(scale),
    inputs.packed,
    kind,
  );
  const sources = sourceRows(
    closure,
    equations,
    values,
    levels.map(({ cut }) => cut),
  );
  const source = assemble(sources, scale, inputs.pair, kind);
  return {
    closure,
    source: closure,
    modeOrder: exact ? modeOrder : null,
    work: values.work,
    quantities: { K0: kernel, G: atWidth(kernel, mean, ensemble.width, kind), V4: covariance, K1: mean, U1: source },
  };
}

/** Accuracy that accumulated rounding leaves, relative. */
export const roundingFloor = 1e-12;

interface Level {
  readonly at: CorrectionLayout;
  readonly cut: number;
}

/** Where a closure's values lie: what is reported, then (for `exact`) cut at the working order, its half and its quarter. */
export function cutLevels(closure: Closure, { layout }: KernelEquations, modeOrder: number): Level[] {
  const gaussian = closure === 'g-only' ? layout.gOnly : closure === 'source-only' ? layout.sourceOnly : null;
  if (gaussian) return [{ at: gaussian, cut: 0 }];
  const level = (cut: number): Level => ({ at: layout.cuts[cut]!, cut });
  const reported = layout.cuts.findIndex(({ order }) => order === modeOrder);
  const others = layout.cuts.flatMap(({ estimate }, cut) => (estimate ? [cut] : []));
  return [reported, ...others].map(level);
}

function column({ depths, states, width }: DepthValues, offset: number, length: number): Float64Array {
  const out = new Float64Array(depths * length);
  for (let depth = 0; depth < depths; depth++) {
    out.set(states.subarray(depth * width + offset, depth * width + offset + length), depth * length);
  }
  return out;
}

function sourceRows(
  closure: Closure,
  equations: KernelEquations,
  values: DepthValues,
  cuts: readonly number[],
): Float64Array[] {
  const { count } = equations.pairs;
  const state = new Float64Array(equations.layout.size);
  const rows = cuts.map(() => new Float64Array(values.depths * count));
  for (let depth = 0; depth < values.depths; depth++) {
    state.set(values.states.subarray(depth * values.width, (depth + 1) * values.width));
    const at = depth * count;
    equations.sourceInto(
      state,
      cuts.map((cut, i) => ({ closure, cut, out: rows[i]!.subarray(at, at + count) })),
    );
  }
  return rows;
}

/** The first of `rows` with its errors; with four rows (reported, full, half, quarter) the truncation is estimated. */
export function withErrors(
  rows: readonly Float64Array[],
  unit: Float64Array,
  tolerance: number,
  errorKind: ErrorKind,
): QuantityValues {
  const [value, full, half, quarter] = rows;
  if (value === undefined) throw new RangeError('no values to report');
  const error = new Float64Array(value.length);
  for (let i = 0; i < value.length; i++) {
    error[i] = Math.max(tolerance, roundingFloor) * (Math.abs(value[i]!) + unit[i % unit.length]!);
    if (full === undefined || half === undefined || quarter === undefined) continue;
    error[i]! += Math.abs(full[i]! - value[i]!) + truncationEstimate(full[i]!, half[i]!, quarter[i]!);
  }
  return { value, error, errorKind };
}

/** Components of distinct inputs read back for all inputs. */
export function spread(
  { value, error, errorKind }: QuantityValues,
  components: number,
  map: Int32Array,
): QuantityValues {
  const depths = value.length / components;
  const expand = (from: Float64Array) =>
    Float64Array.from({ length: depths * map.length }, (_, i) => {
      const depth = Math.floor(i / map.length);
      return from[depth * components + map[i % map.length]!]!;
    });
  return { value: expand(value), error: expand(error), errorKind };
}

/** G of a network of this width: K0 + K1 / n. */
export function atWidth(
  kernel: QuantityValues,
  mean: QuantityValues,
  width: number,
  errorKind: ErrorKind,
): QuantityValues {
  const sum = (a: Float64Array, b: Float64Array) => a.map((x, i) => x + b[i]! / width);
  return { value: sum(kernel.value, mean.value), error: sum(kernel.error, mean.error), errorKind };
}
