import type { SeriesRow } from '../../../record/series.ts';
import type { SavedDepths } from '../language/depth-grid.ts';
import { componentNames, quantities } from '../quantities.ts';
import type { TheorySolution } from './solution.ts';

/** Solved closures as rows. G is what the closure predicts for a network of this width: K0 + K1 / n. */
export function theoryRows(solution: TheorySolution, inputs: number, save: SavedDepths): SeriesRow[] {
  const names = componentNames(inputs);
  return solution.closures.flatMap(({ closure, quantities: solved }) =>
    quantities.flatMap((quantity) => {
      const { value, error, errorKind } = solved[quantity];
      const components = names[quantity];
      return save.times.flatMap((t, depth) =>
        components.map((component, i) => ({
          quantity,
          component,
          layer: save.layers[depth] ?? null,
          t,
          source: closure,
          value: value[depth * components.length + i]!,
          error: error[depth * components.length + i]!,
          errorKind,
        })),
      );
    }),
  );
}
