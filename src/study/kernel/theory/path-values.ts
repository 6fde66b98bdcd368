import type { Activation } from '../../../model/activation.ts';
import type { Ensemble } from '../../../model/ensemble.ts';
import type { DistinctInputs } from '../../../theory/kernel/distinct-inputs.ts';
import { PathRecursion, type PathValue } from '../../../theory/kernel/path/path-recursion.ts';
import { TheoryError } from '../../../theory/kernel/theory-error.ts';
import { layersOf, type SavedDepths } from '../language/depth-grid.ts';
import { atWidth, roundingFloor, spread } from './closure-values.ts';
import type { ClosureSolution, QuantityValues, TheoryOptions } from './solution.ts';

/** The path theory at all depths. */
export interface PathValues {
  readonly solution: ClosureSolution;
  /** Largest relative error estimate of a Gaussian average met on the way. */
  readonly averageError: number;
}

/**
 * K0, G, V4, K1 and U1 of the path theory at the saved layers, for all inputs (copies of one). The error is the tolerance,
 * relative to the value and to the quantity's unit at depth 0, and what the errors of the Gaussian averages amount to.
 *
 * @throws TheoryError for several distinct inputs, or in continuous depth
 */
export function pathValues(
  ensemble: Ensemble,
  activation: Activation,
  { depth, tolerance }: Pick<TheoryOptions, 'depth' | 'tolerance'>,
  averageTolerance: number,
  inputs: DistinctInputs,
  depths: SavedDepths,
): PathValues {
  if (inputs.count !== 1) {
    throw new TheoryError(
      `the path theory follows one input; there are ${inputs.count} distinct ones. Leave "path" out.`,
    );
  }
  if (depth !== 'layers') {
    throw new TheoryError('the path theory goes layer by layer: use theory.depth: layers, or leave "path" out.');
  }
  const { weightVariance, biasVariance, leak, width, horizon, layers } = ensemble;
  const unit = inputs.kernel[0]!;
  const path = new PathRecursion({
    ...{ activation, weightVariance, biasVariance, leak, averageTolerance },
    initialVariance: unit,
    step: horizon / layers,
  });
  const K0 = new Column(depths.times.length, tolerance, unit);
  const V4 = new Column(depths.times.length, tolerance, unit * unit);
  const K1 = new Column(depths.times.length, tolerance, unit);
  const U1 = new Column(depths.times.length, tolerance, unit);
  for (const [index, layer] of layersOf(depths).entries()) {
    while (path.layer < layer) path.advance();
    K0.set(index, { value: path.K0, error: 0 });
    V4.set(index, path.V4);
    K1.set(index, path.K1);
    U1.set(index, path.U1);
  }
  const kernel = spread(K0, 1, inputs.pair);
  const mean = spread(K1, 1, inputs.pair);
  return {
    averageError: path.averageError,
    solution: {
      closure: 'path',
      source: 'path',
      residuals: {},
      modeOrder: null,
      work: `${path.layer} layers, ${(path.layer * (path.layer + 1)) / 2} pairs of layers`,
      quantities: {
        K0: kernel,
        G: atWidth(kernel, mean, width, 'tolerance'),
        V4: spread(V4, 1, inputs.packed),
        K1: mean,
        U1: spread(U1, 1, inputs.pair),
      },
    },
  };
}

/** One quantity of one input, depth by depth. */
class Column implements QuantityValues {
  readonly value: Float64Array;
  readonly error: Float64Array;
  readonly errorKind = 'tolerance';
  readonly #tolerance: number;
  readonly #unit: number;

  constructor(depths: number, tolerance: number, unit: number) {
    this.value = new Float64Array(depths);
    this.error = new Float64Array(depths);
    this.#tolerance = Math.max(tolerance, roundingFloor);
    this.#unit = unit;
  }

  set(index: number, { value, error }: PathValue): void {
    this.value[index] = value;
    this.error[index] = this.#tolerance * (Math.abs(value) + this.#unit) + error;
  }
}
