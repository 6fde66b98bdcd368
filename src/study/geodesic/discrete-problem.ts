import { initialMap } from '../../model/linear-map.ts';
import type { Task } from '../../model/task.ts';
import type { Matrix } from '../../numeric/dense/matrix.ts';
import type { TranscriptionProblem } from '../../solve/transcription/problem.ts';
import type { SchemeName } from '../../solve/transcription/scheme.ts';
import { product } from '../../theory/geodesic/products.ts';
import type { GeodesicScenario, Stage } from './geodesic-scenario.ts';

/** The maps of a scenario before training, E: w × d and D: d × w. */
export interface InitialMaps {
  readonly input: Matrix;
  readonly output: Matrix;
}

export function initialMaps({ model, seed }: Pick<GeodesicScenario, 'model' | 'seed'>, task: Task): InitialMaps {
  const { width, inputMap, outputMap } = model;
  return {
    input: initialMap(inputMap, 'input', width, task.inputs.rows, BigInt(seed)),
    output: initialMap(outputMap, 'output', task.targets.rows, width, BigInt(seed)),
  };
}

/** Data as the first layer sees them: X where E is learned, E X where it is not. */
export function enteringData(scenario: Pick<GeodesicScenario, 'model'>, maps: InitialMaps, inputs: Matrix): Matrix {
  return scenario.model.inputMap === 'learned' ? inputs : product(maps.input, inputs);
}

/** A stage of a scenario, cut into the steps of a mesh. */
export function discreteProblem(
  scenario: Pick<GeodesicScenario, 'model' | 'penalty'>,
  stage: Stage,
  task: Task,
  maps: InitialMaps,
  mesh: { readonly scheme: SchemeName; readonly nodes: Float64Array },
): TranscriptionProblem {
  const { width, bias, inputMap, outputMap } = scenario.model;
  const { effectiveDepth, activation, lambdaOverDepth } = stage;
  return {
    resnet: { width, bias, effectiveDepth, activation },
    scheme: mesh.scheme,
    nodes: mesh.nodes,
    lambdaOverDepth,
    mapPenalty: scenario.penalty.maps,
    learnedInput: inputMap === 'learned',
    output: outputMap === 'learned' ? 'learned' : maps.output,
    inputs: enteringData(scenario, maps, task.inputs),
    targets: task.targets,
  };
}
