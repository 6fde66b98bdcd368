import type { ErrorKind, SeriesRow, Source } from '../../record/series.ts';
import type { SampledKernels } from '../../sample/estimate.ts';
import type { KernelEstimates } from '../../sample/kernel-estimates.ts';
import type { ResidualEstimates } from '../../sample/residual-estimate.ts';
import type { SavedDepths } from './language/depth-grid.ts';
import {
  componentNames,
  type KernelQuantity,
  quantities,
  type ResidualQuantity,
  residualQuantities,
} from './quantities.ts';
import type { TheorySolution } from './theory/solution.ts';

/** Solved closures as rows. G is what the closure predicts for a network of this width: K0 + K1 / n. */
export function theoryRows(solution: TheorySolution, inputs: number, save: SavedDepths): SeriesRow[] {
  return solution.closures.flatMap(({ source, quantities: solved, residuals }) => [
    ...rowsOf(source, inputs, save, (quantity) => solved[quantity]),
    ...residualRows(source, inputs, save, (quantity) => residuals[quantity]),
  ]);
}

/**
 * Sampled estimates as rows. `sampled` is the estimate to use: coupled to the infinite-width chain where control variates
 * were on, the plain average otherwise; `sampled-plain` always stands beside it.
 */
export function sampledRows(sampled: SampledKernels, inputs: number, save: SavedDepths): SeriesRow[] {
  const { residuals } = sampled;
  const residual = (estimates: ResidualEstimates | undefined) => (quantity: ResidualQuantity) =>
    estimates && { ...estimates[quantity], errorKind: 'standard' as const };
  return [
    ...rowsOf('sampled', inputs, save, standard(sampled.coupled ?? sampled.plain)),
    ...residualRows('sampled', inputs, save, residual(residuals?.coupled ?? residuals?.plain)),
    ...rowsOf('sampled-plain', inputs, save, standard(sampled.plain)),
    ...residualRows('sampled-plain', inputs, save, residual(residuals?.plain)),
  ];
}

/** Estimates of the G-only stochastic closure as rows: coupled to its linear chain where control variates were on. */
export function stochasticClosureRows(sampled: SampledKernels, inputs: number, save: SavedDepths): SeriesRow[] {
  return rowsOf('g-only-stochastic', inputs, save, standard(sampled.coupled ?? sampled.plain));
}

/** Estimates with one standard error each. */
function standard(estimates: KernelEstimates) {
  return (quantity: KernelQuantity) => ({ ...estimates[quantity], errorKind: 'standard' as const });
}

/** Values and errors, depth × components. */
interface DepthColumns {
  readonly value: Float64Array;
  readonly error: Float64Array;
  readonly errorKind: ErrorKind;
}

/** Every quantity as rows. */
function rowsOf(
  source: Source,
  inputs: number,
  save: SavedDepths,
  read: (quantity: KernelQuantity) => DepthColumns,
): SeriesRow[] {
  const names = componentNames(inputs);
  return quantities.flatMap((quantity) => columnRows(quantity, source, names[quantity], save, read(quantity)));
}

/** The residual's quantities as rows, where they are there. */
function residualRows(
  source: Source,
  inputs: number,
  save: SavedDepths,
  read: (quantity: ResidualQuantity) => DepthColumns | undefined,
): SeriesRow[] {
  const names = componentNames(inputs).V4;
  return residualQuantities.flatMap((quantity) => {
    const columns = read(quantity);
    return columns === undefined ? [] : columnRows(quantity, source, names, save, columns);
  });
}

function columnRows(
  quantity: string,
  source: Source,
  components: readonly string[],
  save: SavedDepths,
  { value, error, errorKind }: DepthColumns,
): SeriesRow[] {
  return save.times.flatMap((t, depth) =>
    components.map((component, i) => ({
      quantity,
      component,
      layer: save.layers[depth] ?? null,
      t,
      source,
      value: value[depth * components.length + i]!,
      error: error[depth * components.length + i]!,
      errorKind,
    })),
  );
}
