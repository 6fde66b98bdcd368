import type { Matrix } from '../../../numeric/dense/matrix.ts';
import type { BoundaryCondition, BoundaryValueProblem } from '../../../solve/collocation/problem.ts';
import { leakyFlowRate, unpacker } from '../../../theory/geodesic/flow.ts';
import { leakyFlowDerivative } from '../../../theory/geodesic/flow-derivative.ts';
import { terminalMomenta } from '../../../theory/geodesic/momenta.ts';
import { productLeftTransposed } from '../../../theory/geodesic/products.ts';
import type { PathProblem } from './path-problem.ts';

/**
 * The stationary paths of a regularised problem as a boundary value problem in y = [A; B], 2wN unknowns at a node:
 * Hamilton's equations between A_0 = E X and B_1 = (2/λN) Dᵀ(Y − D A_1) (arXiv 2405.17573, section 3).
 */
export function pathEquations(
  problem: PathProblem,
): Pick<BoundaryValueProblem, 'unknowns' | 'rate' | 'jacobian' | 'left' | 'right'> {
  const { resnet, initial } = problem;
  const points = initial.columns;
  const derivative = leakyFlowDerivative(resnet, points);
  return {
    unknowns: 2 * resnet.width * points,
    rate: leakyFlowRate(resnet, points),
    jacobian: (_, y, out) => {
      derivative.at(y);
      derivative.fill(out.data);
    },
    left: fixedStart(initial),
    right: momentaOfData(problem),
  };
}

/** A_0 is given. */
function fixedStart(initial: Matrix): BoundaryCondition {
  const count = initial.rows * initial.columns;
  return {
    count,
    residual: (y, out) => {
      for (let x = 0; x < count; x++) out[x] = y[x]! - initial.data[x]!;
    },
    jacobian: (_, out) => {
      for (let x = 0; x < count; x++) out.data[x * out.stride + x] = 1;
    },
  };
}

/** B_1 − (2/λN) Dᵀ(Y − D A_1) = 0, whose derivative is 1 in B and (2/λN) DᵀD in every column of A. */
function momentaOfData({ resnet: { width }, lambda, initial, readout, targets }: PathProblem): BoundaryCondition {
  const points = initial.columns;
  const count = width * points;
  const unpack = unpacker(width, points);
  const square = productLeftTransposed(readout, readout);
  const scale = 2 / (lambda * points);
  return {
    count,
    residual: (y, out) => {
      const [a, b] = unpack(y);
      const wanted = terminalMomenta(lambda, a, targets, readout);
      for (let x = 0; x < count; x++) out[x] = b.data[x]! - wanted.data[x]!;
    },
    jacobian: (_, out) => {
      for (let i = 0; i < width; i++) {
        for (let j = 0; j < points; j++) {
          const row = (i * points + j) * out.stride;
          out.data[row + count + i * points + j] = 1;
          for (let k = 0; k < width; k++) out.data[row + k * points + j] = scale * square.data[i * width + k]!;
        }
      }
    },
  };
}
