import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { LossName, LossValue, TrainingData } from '../training.ts';
import { softmaxCrossEntropy } from './cross-entropy.ts';
import { meanSquare } from './mean-square.ts';

/**
 * The loss of outputs, with its gradient where there is room for it.
 * @throws RangeError for targets that do not fit the outputs or the loss
 */
export function lossOf(
  name: LossName,
  outputs: MatrixOf<RealArray>,
  targets: TrainingData['targets'],
  gradient?: MatrixOf<RealArray>,
): LossValue {
  const labels = targets instanceof Int32Array;
  if (name === 'softmax-cross-entropy' && labels) return softmaxCrossEntropy(outputs, targets, gradient);
  if (name === 'mean-square' && !labels) return meanSquare(outputs, targets, gradient);
  const expected = name === 'mean-square' ? 'a matrix of targets' : 'labels (an Int32Array)';
  throw new RangeError(`Loss ${name}: expected ${expected}; got ${labels ? 'labels' : 'a matrix'}.`);
}
