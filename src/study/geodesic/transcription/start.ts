import { featureCount } from '../../../model/leaky-resnet.ts';
import { interpolateControls, stagePositions } from '../../../solve/transcription/mesh.ts';
import { parameterLayout, type TranscriptionProblem } from '../../../solve/transcription/problem.ts';
import type { InitialMaps } from '../discrete-problem.ts';
import type { GeodesicScenario } from '../geodesic-scenario.ts';
import { type InitialWeights, initialWeights } from '../initial-weights.ts';
import type { StartingPath } from '../solution.ts';

/** Controls somewhere along depth, and the maps that go with them: what a solve can start from. */
export interface Controls {
  /** Depth of every control, in any order; equal depths are averaged. */
  readonly positions: Float64Array;
  /** One W after the other. */
  readonly weights: Float64Array;
  readonly inputMap: Float64Array | null;
  readonly outputMap: Float64Array | null;
  /** L̃ of the problem they belong to. */
  readonly effectiveDepth: number;
}

/** The scenario's initial weights, the same at every depth. */
export function initialControls(
  { model, seed }: Pick<GeodesicScenario, 'model' | 'seed'>,
  effectiveDepth: number,
  law: InitialWeights,
  maps: InitialMaps,
): Controls {
  return {
    positions: Float64Array.of(0),
    weights: initialWeights({ ...model, effectiveDepth }, law, BigInt(seed)).data,
    inputMap: model.inputMap === 'learned' ? maps.input.data : null,
    outputMap: model.outputMap === 'learned' ? maps.output.data : null,
    effectiveDepth,
  };
}

/** What another solution, of whatever method, gives to start from. */
export function controlsOf({ nodes, weights, inputMap, outputMap, stages }: StartingPath): Controls {
  const length = weights[0]!.rows * weights[0]!.columns;
  const all = new Float64Array(weights.length * length);
  for (const [k, { data }] of weights.entries()) all.set(data.subarray(0, length), k * length);
  return {
    positions: nodes.slice(0, weights.length),
    weights: all,
    inputMap: inputMap?.data ?? null,
    outputMap: outputMap?.data ?? null,
    effectiveDepth: stages.at(-1)!.effectiveDepth,
  };
}

/** Unknowns of a problem from controls elsewhere: interpolated in depth, and with the change of L̃ on the diagonal of W. */
export function parametersFrom(controls: Controls, problem: TranscriptionProblem): Float64Array {
  const { resnet, nodes, scheme } = problem;
  const layout = parameterLayout(problem);
  const length = resnet.width * featureCount(resnet);
  const parameters = new Float64Array(layout.size);
  const positions = stagePositions(nodes, scheme);
  // On the mesh they come from, controls are taken as they are: two stages at one depth differ.
  const same = positions.length === controls.positions.length && positions.every((p, i) => p === controls.positions[i]);
  const weights = same
    ? controls.weights
    : interpolateControls(controls.weights, controls.positions, positions, length);
  parameters.set(weights);
  // The stronger leak is made up for: σ(A) moves as before where σ(A) = A, and where a neuron is off it only decays faster.
  const change = resnet.effectiveDepth - controls.effectiveDepth;
  for (let stage = 0; stage < positions.length; stage++) {
    for (let i = 0; i < resnet.width; i++) parameters[stage * length + i * (featureCount(resnet) + 1)]! += change;
  }
  if (layout.input >= 0 && controls.inputMap) parameters.set(controls.inputMap, layout.input);
  if (layout.output >= 0 && controls.outputMap) parameters.set(controls.outputMap, layout.output);
  return parameters;
}

/** Controls of a solved problem. */
export function controlsOfParameters(problem: TranscriptionProblem, parameters: Float64Array): Controls {
  const layout = parameterLayout(problem);
  const { width, features, intervals, stages, input, inputColumns, output, outputRows } = layout;
  return {
    positions: stagePositions(problem.nodes, problem.scheme),
    weights: parameters.subarray(0, intervals * stages * width * features),
    inputMap: input >= 0 ? parameters.subarray(input, input + width * inputColumns) : null,
    outputMap: output >= 0 ? parameters.subarray(output, output + width * outputRows) : null,
    effectiveDepth: problem.resnet.effectiveDepth,
  };
}
