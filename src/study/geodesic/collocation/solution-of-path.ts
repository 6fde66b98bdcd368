import type { Matrix } from '../../../numeric/dense/matrix.ts';
import { emptyDefect, measureDefect, sizeOf } from '../../../solve/collocation/system.ts';
import { matrixView } from '../../../theory/geodesic/matrices.ts';
import { weightsOfMomenta } from '../../../theory/geodesic/momenta.ts';
import type { GeodesicSolution } from '../solution.ts';
import type { Path } from './path.ts';
import { pathEquations } from './path-equations.ts';
import { pathLoss } from './path-loss.ts';
import type { PathProblem } from './path-problem.ts';
import { testOutputs } from './test-outputs.ts';

/** A path as what every solver leaves behind; its stationarity is the largest residual of the collocation equations. */
export function solutionOfPath(
  problem: PathProblem,
  path: Path,
  how: Pick<GeodesicSolution, 'history' | 'stages' | 'converged' | 'message'>,
): GeodesicSolution {
  const { resnet, initial, inputMap, outputMap } = problem;
  const { mesh, values } = path;
  const size = resnet.width * initial.columns;
  const part = (which: number): Matrix[] =>
    Array.from(mesh, (_, k) => matrixView(values, (2 * k + which) * size, resnet.width, initial.columns));
  const [states, momenta] = [part(0), part(1)];
  const { fit, penalty, weightIntegrals } = pathLoss(problem, path);
  return {
    method: 'collocation',
    nodes: mesh,
    states,
    momenta,
    weights: states.map((a, k) => weightsOfMomenta(resnet, a, momenta[k]!)),
    inputMap,
    outputMap,
    loss: { fit, penalty },
    weightIntegrals,
    stationarity: equationResidual(problem, path),
    testOutputs: testOutputs(problem, path),
    parameters: values,
    ...how,
  };
}

/** How far the collocation equations are from holding: in the middles of the intervals, relative to 1 + |rate|, and at the ends. */
export function equationResidual(problem: PathProblem, { mesh, values }: Path): number {
  const equations = pathEquations(problem);
  const defect = emptyDefect(mesh.length - 1, equations.unknowns);
  measureDefect(equations, mesh, values, defect);
  const { equations: inside, boundary } = sizeOf(equations, mesh, defect);
  return Math.max(inside, boundary);
}
