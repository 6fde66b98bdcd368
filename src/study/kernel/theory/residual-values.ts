import type { Ensemble } from '../../../model/ensemble.ts';
import type { ErrorKind } from '../../../record/series.ts';
import type { DistinctInputs } from '../../../theory/kernel/distinct-inputs.ts';
import type { KernelEquations } from '../../../theory/kernel/kernel-equations.ts';
import type { Closure } from '../../../theory/kernel/layout.ts';
import { residualPrediction } from '../../../theory/kernel/residual-budget.ts';
import { cutLevels, spread, withErrors } from './closure-values.ts';
import { type DepthValues, packedScales, pairScales } from './depth-values.ts';
import type { ClosureSolution, TheoryOptions } from './solution.ts';

/**
 * Sigma of one closure and, for `exact`, the residual of the V4 equation by parts at all depths (`ClosureSolution.residuals`),
 * with errors made as for V4. The states must hold the modes.
 */
export function residualSolution(
  closure: Closure,
  equations: KernelEquations,
  values: DepthValues,
  ensemble: Ensemble,
  { depth, tolerance }: Pick<TheoryOptions, 'depth' | 'tolerance'>,
  inputs: DistinctInputs,
  modeOrder: number,
): ClosureSolution['residuals'] {
  const { packedCount } = equations.pairs;
  const exact = closure === 'exact';
  const levels = exact ? cutLevels(closure, equations, modeOrder) : [];
  const rows = () => levels.map(() => new Float64Array(values.depths * packedCount));
  const [total, transport, source, step] = [rows(), rows(), rows(), rows()];
  const sigma = new Float64Array(values.depths * packedCount);
  const requests = levels.map(({ cut }) => ({ cut, out: residualPrediction(equations.pairs) }));
  const state = new Float64Array(equations.layout.size);
  const stepSize = depth === 'layers' ? ensemble.horizon / ensemble.layers : 0;
  for (let i = 0; i < values.depths; i++) {
    state.set(values.states.subarray(i * values.width, (i + 1) * values.width));
    const at = i * packedCount;
    equations.residualInto(state, stepSize, sigma.subarray(at, at + packedCount), requests);
    for (const [level, { out }] of requests.entries()) {
      transport[level]!.set(out.transport, at);
      step[level]!.set(out.step, at);
      source[level]!.set(
        out.source.map((value) => value / ensemble.width),
        at,
      );
      total[level]!.set(
        out.transport.map((value, j) => value + out.step[j]!),
        at,
      );
    }
  }
  const unit = packedScales(pairScales(equations));
  const assemble = (levelled: readonly Float64Array[], errorKind: ErrorKind) =>
    spread(withErrors(levelled, unit, tolerance, errorKind), packedCount, inputs.packed);
  const Sigma = assemble([sigma], 'tolerance');
  if (!exact) return { Sigma };
  return {
    R: assemble(total, 'truncation'),
    Rtransport: assemble(transport, 'truncation'),
    Rsource: assemble(source, 'truncation'),
    Rstep: assemble(step, 'truncation'),
    Sigma,
  };
}
