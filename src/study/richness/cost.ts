import { referenceText } from '../../record/array-reference.ts';
import { accumulatorBytes } from '../../theory/richness/accumulate.ts';
import { momentBytes } from '../../theory/richness/row-moments.ts';
import { roughBytes, roughTime } from '../cost-text.ts';
import type { CostPrediction } from '../host.ts';
import { chunkRows } from './moments-task.ts';
import { filesOf, momentWork, shapeOf } from './point-files.ts';
import { measuredPoints } from './points.ts';
import type { RichnessScenario } from './richness-scenario.ts';

/** Multiply–adds a second of one core in moments and in factorisations: measured, rounded down. */
const momentRate = 3e9;
const factorRate = 3e9;
/** Multiply–adds of an eigenvalue decomposition of a p × p matrix, over p³. */
const eigenWork = 4;
/** Memory of a program that does nothing yet, bytes. */
const idle = 2 ** 27;
/** Memory above which a run is refused, bytes. */
const memoryLimit = 8 * 2 ** 30;

/** Work and memory of all checkpoints; memory is that of two worker threads, the largest checkpoint at once. */
export function predictCost(scenario: RichnessScenario): CostPrediction {
  const { checkpoints, rows, blocks, labels } = scenario;
  let seconds = 0;
  let bytes = 0;
  for (const point of measuredPoints(scenario)) {
    // How many classes there are is not known before the labels are read: as many as there are outputs.
    const classes = labels ? { values: new Array(point.outputs?.shape[1] ?? 1) } : null;
    const shape = shapeOf(filesOf(point, scenario), classes);
    const { full, compact } = momentBytes(shape);
    const { features: p, outputs: C, initialFeatures: q } = shape;
    seconds += momentWork(shape, rows) / momentRate + (p ** 2 * C + blocks * C ** 3) / factorRate;
    if (point.withSpectrum) seconds += (eigenWork * p ** 3) / factorRate;
    const chunk = 8 * chunkRows(shape) * (p + C + shape.targets + q);
    const matrices = 8 * (point.withSpectrum ? 4 * p ** 2 : p * C + 2 * C ** 2);
    bytes = Math.max(
      bytes,
      idle + 2 * (accumulatorBytes(shape) + chunk + full) + 2 * full + blocks * compact + matrices,
    );
  }
  const [{ features, outputs }] = checkpoints as [RichnessScenario['checkpoints'][number]];
  const several = checkpoints.length > 1 ? `${checkpoints.length} checkpoints, the first: ` : '';
  return {
    seconds,
    lines: [
      `${several}features ${referenceText(features)}, ${features.shape.join(' × ')}; outputs ${referenceText(outputs)}, ${outputs.shape.join(' × ')}`,
      `${rows} rows in ${blocks} blocks; about ${roughTime(seconds)} of one core, at most ${roughBytes(bytes)} with two workers`,
    ],
    refusals:
      bytes > memoryLimit
        ? [
            `the moments of ${features.shape[1]} features and ${outputs.shape[1]} outputs would need about ${roughBytes(bytes)}; the limit is ${roughBytes(memoryLimit)}. Take fewer blocks, or save a part of the features.`,
          ]
        : [],
  };
}
