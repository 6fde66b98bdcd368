import type { LeakyResnet } from '../../../model/leaky-resnet.ts';
import type { Task } from '../../../model/task.ts';
import type { Matrix } from '../../../numeric/dense/matrix.ts';
import { enteringData, initialMaps } from '../discrete-problem.ts';
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
  const maps = initialMaps({ model, seed }, task);
  const { inputs, targets, testInputs } = task;
  return {
    inputMap: model.inputMap === 'none' ? null : maps.input,
    outputMap: model.outputMap === 'none' ? null : maps.output,
    initial: enteringData({ model }, maps, inputs),
    testInitial: testInputs && enteringData({ model }, maps, testInputs),
    readout: maps.output,
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
