import { activationOf } from '#odepth/model/activation';
import type { Ensemble } from '#odepth/model/ensemble';
import type { TheoryOptions, TheorySolution } from '#odepth/study/kernel/theory/solution';
import { solveTheory } from '#odepth/study/kernel/theory/solve-theory';

/** An ensemble of width 64 with C_W = 1 and nothing else unless said otherwise. */
export function ensembleOf(change: Partial<Ensemble> & Pick<Ensemble, 'activation' | 'inputKernel'>): Ensemble {
  const { horizon = 2, layers = 100 } = change;
  return {
    ...{
      weightVariance: 1,
      biasVariance: 0,
      leak: 0,
      width: 64,
      residualScale: Math.sqrt(horizon / layers),
      layers,
      horizon,
    },
    ...change,
  };
}

/** Equally correlated inputs. */
export function correlated(inputs: number, variance: number, correlation: number): number[][] {
  return Array.from({ length: inputs }, (_, a) =>
    Array.from({ length: inputs }, (_, b) => (a === b ? variance : variance * correlation)),
  );
}

/** The theory at the given fractions of the horizon, which must fall on layers. */
export async function theoryOf(
  ensemble: Ensemble,
  change: Partial<TheoryOptions> = {},
  fractions: readonly number[] = [1],
): Promise<TheorySolution> {
  const options: TheoryOptions = {
    ...{ closures: ['exact'], modeOrder: 16, truncation: 1e-3, tolerance: 1e-9, depth: 'continuous' },
    ...change,
  };
  const layers = fractions.map((fraction) => Math.round(fraction * ensemble.layers));
  const times = layers.map((layer) => (layer * ensemble.horizon) / ensemble.layers);
  return solveTheory(ensemble, await activationOf(ensemble.activation), options, { times, layers });
}

/** The quantities of one closure. */
export function quantitiesOf(solution: TheorySolution, closure = 'exact') {
  const found = solution.closures.find((one) => one.closure === closure);
  if (found === undefined) throw new Error(`no closure ${closure}`);
  return found.quantities;
}
