import type { ErrorKind, SeriesRow, Source } from '../../record/series.ts';
import type { KernelEstimates, SampledKernels } from '../../sample/estimate.ts';
import type { SavedDepths } from './language/depth-grid.ts';
import { componentNames, type KernelQuantity, quantities } from './quantities.ts';
import type { TheorySolution } from './theory/solution.ts';

/** Solved closures as rows. G is what the closure predicts for a network of this width: K0 + K1 / n. */
export function theoryRows(solution: TheorySolution, inputs: number, save: SavedDepths): SeriesRow[] {
  return solution.closures.flatMap(({ source, quantities: solved }) =>
    rowsOf(source, inputs, save, (quantity) => solved[quantity]),
  );
}

/**
 * Sampled estimates as rows. `sampled` is the estimate to use: coupled to the infinite-width chain where control variates
 * were on, the plain average otherwise; `sampled-plain` always stands beside it.
 */
export function sampledRows(sampled: SampledKernels, inputs: number, save: SavedDepths): SeriesRow[] {
  return [
    ...rowsOf('sampled', inputs, save, standard(sampled.coupled ?? sampled.plain)),
    ...rowsOf('sampled-plain', inputs, save, standard(sampled.plain)),
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

/** Values and errors, depth × components, of every quantity as rows. */
function rowsOf(
  source: Source,
  inputs: number,
  save: SavedDepths,
  read: (quantity: KernelQuantity) => {
    readonly value: Float64Array;
    readonly error: Float64Array;
    readonly errorKind: ErrorKind;
  },
): SeriesRow[] {
  const names = componentNames(inputs);
  return quantities.flatMap((quantity) => {
    const { value, error, errorKind } = read(quantity);
    const components = names[quantity];
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
  });
}
