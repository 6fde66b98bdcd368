import { canonicalJson, sha256 } from '../../scenario/digest.ts';
import { type BottleneckSweepScenario, geodesicAt, type SweepPosition, sweepPositions } from './sweep-scenario.ts';

/** Whether a point starts from nothing, and so begins a chain of points that start one from the other. */
export function startsFresh(
  { sweep }: Pick<BottleneckSweepScenario, 'sweep'>,
  { effectiveDepth }: Pick<SweepPosition, 'effectiveDepth'>,
): boolean {
  return effectiveDepth === 0 || !sweep.warmStart;
}

/** SHA-256 of all that a point's numbers depend on, point by point: what it starts from, and so every point before, is part of it. */
export async function pointNames(scenario: BottleneckSweepScenario, code: string | undefined): Promise<string[]> {
  const { task, solver, model, penalty, stabiliser, sweep } = scenario;
  const problem = await sha256(canonicalJson({ task, solver, model, penalty, stabiliser, code: code ?? '' }));
  const names: string[] = [];
  for (const position of sweepPositions(scenario)) {
    const { seed, model, penalty, solver } = geodesicAt(scenario, position);
    const before: string | null = startsFresh(scenario, position) ? null : names.at(-1)!;
    const content = { problem, seed, model, penalty, solver, warmStart: sweep.warmStart, before };
    names.push(`${await sha256(canonicalJson(content))}.point`);
  }
  return names;
}
