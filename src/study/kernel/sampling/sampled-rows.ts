import type { SeriesRow, Source } from '../../../record/series.ts';
import type { KernelEstimates, SampledKernels } from '../../../sample/estimate.ts';
import type { SavedDepths } from '../language/depth-grid.ts';
import { componentNames, quantities } from '../quantities.ts';

/**
 * Sampled estimates as rows. `sampled` is the estimate to use: coupled to the infinite-width chain where control variates
 * were on, the plain average otherwise; `sampled-plain` always stands beside it.
 */
export function sampledRows(sampled: SampledKernels, inputs: number, save: SavedDepths): SeriesRow[] {
  return [
    ...rowsOf(sampled.coupled ?? sampled.plain, 'sampled', inputs, save),
    ...rowsOf(sampled.plain, 'sampled-plain', inputs, save),
  ];
}

function rowsOf(estimates: KernelEstimates, source: Source, inputs: number, save: SavedDepths): SeriesRow[] {
  const names = componentNames(inputs);
  return quantities.flatMap((quantity) => {
    const { value, error } = estimates[quantity];
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
        errorKind: 'standard' as const,
      })),
    );
  });
}
