import { initialMap } from '../../../model/linear-map.ts';
import type { Task } from '../../../model/task.ts';
import type { Matrix } from '../../../numeric/dense/matrix.ts';
import type { TranscriptionProblem } from '../../../solve/transcription/problem.ts';
import { product } from '../../../theory/geodesic/products.ts';
import type { GeodesicScenario, TrainingSolver } from '../geodesic-scenario.ts';

/** What training needs of a geodesic scenario. */
export interface TrainingScenario extends Pick<GeodesicScenario, 'seed' | 'model' | 'penalty'> {
  readonly solver: TrainingSolver;
}

/** Maps that training does not change. */
export interface GivenMaps {
  /** E, w × d; null where it is learned. */
  readonly input: Matrix | null;
  /** D, d × w; null where it is learned. */
  readonly output: Matrix | null;
}

/** Maps of a scenario before training: fixed ones as drawn, `none` as ones on the diagonal. */
export function givenMaps({ model, seed }: TrainingScenario, { inputs, targets }: Task): GivenMaps {
  const { width, inputMap, outputMap } = model;
  const input = inputMap === 'learned' ? null : initialMap(inputMap, 'input', width, inputs.rows, BigInt(seed));
  const output = outputMap === 'learned' ? null : initialMap(outputMap, 'output', targets.rows, width, BigInt(seed));
  return { input, output };
}

/** The network of layers that begin and end at `nodes`: the Euler scheme, one W per layer. */
export function networkProblem(
  { model, penalty }: TrainingScenario,
  { inputs, targets }: Pick<Task, 'inputs' | 'targets'>,
  maps: GivenMaps,
  nodes: Float64Array,
): TranscriptionProblem {
  const { effectiveDepth, width, activation, bias } = model;
  return {
    resnet: { effectiveDepth, width, activation, bias },
    scheme: 'euler',
    nodes,
    lambdaOverDepth: penalty.lambdaOverDepth,
    mapPenalty: penalty.maps,
    learnedInput: maps.input === null,
    output: maps.output ?? 'learned',
    inputs: maps.input === null ? inputs : product(maps.input, inputs),
    targets,
  };
}
