import { featureCount } from '../../model/leaky-resnet.ts';
import { initialMap } from '../../model/linear-map.ts';
import { normalMatrix } from '../../model/normal-matrix.ts';
import type { Matrix } from '../../numeric/dense/matrix.ts';
import type { ParameterLayout } from '../../solve/transcription/problem.ts';
import type { GeodesicModel } from './geodesic-scenario.ts';

/** How weights begin. */
export interface InitialWeights {
  /** Leak that the weights leave over where neurons are active: signals shrink to about e^{−initialLeak}, whatever L̃. */
  readonly initialLeak: number;
  /** Noise N(0, initialScale² / features) on every entry. */
  readonly initialScale: number;
}

/**
 * W_p = max(0, L̃ − initialLeak) I + N(0, initialScale² / features), w × features, one draw for all depths: the network that
 * it makes hardly depends on mesh, scheme or number of layers. The bias column has noise only. Without the identity nothing
 * of the input would be left at large L̃, and training ends at zero weights; with all of the leak made up for, it is slow to
 * decay what is not needed.
 */
export function initialWeights(model: GeodesicModel, law: InitialWeights, seed: bigint): Matrix {
  const columns = featureCount(model);
  const scale = law.initialScale / Math.sqrt(columns);
  const weights = normalMatrix({ seed, purpose: 'initial-weights', network: 0 }, model.width, columns, scale);
  const diagonal = Math.max(0, model.effectiveDepth - law.initialLeak);
  for (let i = 0; i < model.width; i++) weights.data[i * columns + i]! += diagonal;
  return weights;
}

/** Every unknown at the start: the same W in every stage of every interval, and the learned maps as `initialMap` draws them. */
export function initialParameters(
  model: GeodesicModel,
  layout: ParameterLayout,
  law: InitialWeights,
  seed: bigint,
): Float64Array {
  const { intervals, stages, width, features, input, inputColumns, output, outputRows, size } = layout;
  const parameters = new Float64Array(size);
  const { data } = initialWeights(model, law, seed);
  for (let at = 0; at < intervals * stages; at++) parameters.set(data, at * width * features);
  if (input >= 0) parameters.set(initialMap('learned', 'input', width, inputColumns, seed).data, input);
  if (output >= 0) parameters.set(initialMap('learned', 'output', outputRows, width, seed).data, output);
  return parameters;
}
