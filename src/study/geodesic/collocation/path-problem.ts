import type { LeakyResnet } from '../../../model/leaky-resnet.ts';
import { initialMap } from '../../../model/linear-map.ts';
import type { Task } from '../../../model/task.ts';
import type { Matrix } from '../../../numeric/dense/matrix.ts';
import { product } from '../../../theory/geodesic/products.ts';
import type { GeodesicScenario, Stage } from '../geodesic-scenario.ts';

/** What the data fix at both ends of a path. */
export interface PathEnds {
  /** E, w × d; null where data fill the first neurons. */
  readonly inputMap: Matrix | null;
  /** D, d × w; null where the first neurons are read. */
  readonly outputMap: Matrix | null;
  /** A_0 = E X, w × N. */
  readonly initial: Matrix;
  /** E X of the test inputs; null where there are none. */
  readonly testInitial: Matrix | null;
  /** D as a matrix, whether there is one or not. */
  readonly readout: Matrix;
  /** Y, d × N. */
  readonly targets: Matrix;
}

/** One regularised problem, ready to be collocated. */
export interface PathProblem extends PathEnds {
  readonly resnet: LeakyResnet;
  /** μ = λ/L̃. */
  readonly lambdaOverDepth: number;
  /** λ. */
  readonly lambda: number;
}

export function pathEnds({ model, seed }: Pick<GeodesicScenario, 'model' | 'seed'>, task: Task): PathEnds {
  const { inputs, targets, testInputs } = task;
  const input = initialMap(model.inputMap, 'input', model.width, inputs.rows, BigInt(seed));
  const readout = initialMap(model.outputMap, 'output', targets.rows, model.width, BigInt(seed));
  return {
    inputMap: model.inputMap === 'none' ? null : input,
    outputMap: model.outputMap === 'none' ? null : readout,
    initial: product(input, inputs),
    testInitial: testInputs && product(input, testInputs),
    readout,
    targets,
  };
}

/** The problem of one stage. */
export function problemOfStage(model: GeodesicScenario['model'], ends: PathEnds, stage: Stage): PathProblem {
  const { activation, effectiveDepth, lambdaOverDepth } = stage;
  return {
    ...ends,
    resnet: { effectiveDepth, width: model.width, activation, bias: model.bias },
    lambdaOverDepth,
    lambda: lambdaOverDepth * effectiveDepth,
  };
}
