import type { SeriesRow, Verdict } from '#odepth/record/series';
import type { FlowIntegrator, FlowScenario } from '#odepth/study/geodesic-flow/flow-scenario';
import { run } from '#odepth/study/geodesic-flow/run';
import type { StudyHost, StudyResult } from '#odepth/study/host';

export const odex = (tolerance: number): FlowIntegrator => ({ method: 'odex', tolerance });
export const gauss = (order: 2 | 4 | 6, steps: number, inner?: 'fixed-point'): FlowIntegrator => ({
  ...{ method: 'gauss-legendre', order, steps, iterations: 50 },
  inner: inner ?? 'newton-krylov',
  krylov: inner ? null : 30,
});

/** A small flow; every test changes some of it. */
export function flow(changes: Partial<FlowScenario>): FlowScenario {
  return {
    ...{ format: 1, kind: 'geodesic-flow', name: 'small', purpose: 'A flow for the tests.', seed: '7' },
    model: { effectiveDepth: 2, width: 3, activation: { softplus: 3 }, bias: true },
    initial: { random: { points: 4, scale: 1, momentumScale: 0.2 } },
    integrators: [odex(1e-11)],
    until: 1,
    save: [0, 0.25, 0.5, 0.75, 1],
    stabiliser: { relative: 1e-3 },
    ...changes,
  };
}

export const quiet: StudyHost = { workers: 1, report: () => {}, now: () => 0 };

/** The result of a flow that is not stopped. */
export async function resultOf(changes: Partial<FlowScenario>): Promise<StudyResult> {
  const result = await run(flow(changes), 'd', quiet);
  if ('stopped' in result) throw new Error(result.stopped);
  return result;
}

export function along({ summary }: StudyResult, quantity: string, component: string): readonly SeriesRow[] {
  return summary.quantities.filter((row) => row.quantity === quantity && row.component === component);
}

export const last = (result: StudyResult, quantity: string, component: string): number =>
  along(result, quantity, component).at(-1)!.value;

/** Largest absolute value along p. */
export const largest = (result: StudyResult, quantity: string, component: string): number =>
  Math.max(...along(result, quantity, component).map(({ value }) => Math.abs(value)));

export function verdict({ summary }: StudyResult, start: RegExp): Verdict {
  const found = summary.verdicts.find(({ claim }) => start.test(claim));
  if (!found) throw new Error(`no verdict ${start}: ${summary.verdicts.map(({ claim }) => claim).join('; ')}`);
  return found;
}
