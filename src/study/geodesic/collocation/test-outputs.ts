import type { Matrix } from '../../../numeric/dense/matrix.ts';
import { unpacker } from '../../../theory/geodesic/flow.ts';
import { combine } from '../../../theory/geodesic/matrices.ts';
import { velocityOfWeights, weightsOfMomenta } from '../../../theory/geodesic/momenta.ts';
import { product } from '../../../theory/geodesic/products.ts';
import { type Path, stateAt } from './path.ts';
import type { PathProblem } from './path-problem.ts';

/** Runge–Kutta steps on an interval: their errors are far below those of the path. */
const stepsPerInterval = 4;

/** f(x) of the test inputs, d × M: they follow ∂A = W σ(A) − L̃ A with the path's W = L̃ B σ(A)ᵀ, by the classical Runge–Kutta scheme. */
export function testOutputs(problem: PathProblem, path: Path): Matrix | null {
  const { resnet, initial, testInitial, readout } = problem;
  if (testInitial === null) return null;
  const { mesh, values } = path;
  const unpack = unpacker(resnet.width, initial.columns);
  const n = values.length / mesh.length;
  const weightsAt = (interval: number, theta: number) =>
    weightsOfMomenta(resnet, ...unpack(stateAt(path, interval, theta, n)));
  const rate = (a: Matrix, weights: Matrix) => velocityOfWeights(resnet, a, weights);
  let a = testInitial;
  for (let k = 0; k < mesh.length - 1; k++) {
    const h = (mesh[k + 1]! - mesh[k]!) / stepsPerInterval;
    for (let step = 0; step < stepsPerInterval; step++) {
      const [first, middle, last] = [0, 0.5, 1].map((part) => weightsAt(k, (step + part) / stepsPerInterval)) as [
        Matrix,
        Matrix,
        Matrix,
      ];
      const k1 = rate(a, first);
      const k2 = rate(combine(1, a, h / 2, k1), middle);
      const k3 = rate(combine(1, a, h / 2, k2), middle);
      const k4 = rate(combine(1, a, h, k3), last);
      a = combine(1, a, h / 6, combine(1, combine(1, k1, 2, k2), 1, combine(2, k3, 1, k4)));
    }
  }
  return product(readout, a);
}
