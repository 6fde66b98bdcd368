import type { Matrix } from '../numeric/dense/matrix.ts';

/** Inputs d × N with targets d′ × N, for training and, where there are any, for testing; columns are points. */
export interface TaskData {
  readonly inputs: Matrix;
  readonly targets: Matrix;
  readonly testInputs: Matrix | null;
  readonly testTargets: Matrix | null;
}
