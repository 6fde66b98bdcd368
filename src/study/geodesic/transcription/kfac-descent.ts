import { dampedNewton } from '../../../solve/minimise/damped-newton.ts';
import { lbfgs } from '../../../solve/minimise/lbfgs.ts';
import type { DescentSettings, IterationRow, Minimum } from '../../../solve/minimise/minimum.ts';
import type { Objective } from '../../../solve/minimise/objective.ts';
import type { Preconditioner } from '../../../solve/minimise/preconditioner.ts';

/** Iterations of L-BFGS, and of Newton's method, that one set of factors serves. */
const refreshEvery = { lbfgs: 25, newton: 5 } as const;
/**
 * Most Hessian–vector products in one step, what is left of the gradient after it, its damping to begin with, and how far the
 * gradient may rise above its least: the momenta feel what it has along stiff directions, and the loss does not.
 */
const newton = { products: 60, forcing: 0.02, firstDamping: 20, largestGrowth: 1.5 } as const;

/**
 * L-BFGS preconditioned by a Kronecker-factored matrix, and, where it ends before the caller is content, `newtonSteps` damped
 * Newton steps with the same preconditioner: they settle stiff directions, which tell more in the stationarity than in the
 * loss. Counts and history are those of both.
 */
export async function kfacDescent(
  objective: Objective,
  start: Float64Array,
  matrix: Preconditioner,
  settings: DescentSettings & { readonly memory: number; readonly newtonSteps: number },
): Promise<Minimum> {
  const first = await lbfgs(objective, start, { ...settings, preconditioning: { matrix, every: refreshEvery.lbfgs } });
  const over = first.outcome !== 'too-many-iterations' && first.outcome !== 'stalled';
  const { onIteration, newtonSteps, ...rest } = settings;
  if (over || newtonSteps === 0) return first;
  const after = (row: IterationRow): IterationRow => ({
    ...row,
    iteration: first.iterations + row.iteration,
    evaluations: first.evaluations + row.evaluations,
  });
  const second = await dampedNewton(objective, first.x, {
    ...rest,
    ...newton,
    iterations: newtonSteps,
    preconditioning: { matrix, every: refreshEvery.newton },
    onIteration: (row, x) => onIteration?.(after(row), x),
  });
  return {
    ...second,
    iterations: first.iterations + second.iterations,
    evaluations: first.evaluations + second.evaluations,
    history: [...first.history, ...second.history.map(after)],
  };
}
