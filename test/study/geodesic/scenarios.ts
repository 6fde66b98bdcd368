import { ScenarioError } from '#odepth/scenario/issue';
import type { ScenarioKind } from '#odepth/scenario/kind';
import { resolveScenario, type ScenarioOptions, type ScenarioSource } from '#odepth/scenario/resolve';
import type { GeodesicScenario } from '#odepth/study/geodesic/geodesic-scenario';
import { geodesicScenarioKind } from '#odepth/study/geodesic/scenario';

/** A small valid geodesic scenario; every test changes some of it. */
export const valid = `format: 1
kind: geodesic
name: small
purpose: A geodesic for the tests.
seed: 4
model: {effectiveDepth: 5, width: 12, activation: {softplus: 20}, inputMap: learned}
task: {teacher: {widths: [6, 2, 4], hidden: 20}, train: 60, test: 10}
penalty: {lambdaOverDepth: 0.003}
solver: {method: transcription}
stabiliser: {relative: 1.0e-3}
`;

/** The scenario with lines, found by how they begin, replaced. */
export function withLines(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((all, [start, line]) => {
    const found = all.split('\n').find((old) => old.startsWith(start));
    if (found === undefined) throw new Error(`no line begins with ${start}`);
    return all.replace(`${found}\n`, line === '' ? '' : `${line}\n`);
  }, text);
}

/** The scenario a text stands for, or the full text of its refusal. */
export async function answer<Resolved>(
  kind: ScenarioKind<Resolved>,
  source: string | Omit<ScenarioSource, 'file'>,
  options: ScenarioOptions = {},
): Promise<Resolved | string> {
  const rest = typeof source === 'string' ? { text: source } : source;
  try {
    return await resolveScenario({ file: 'test.yaml', ...rest }, [kind], options);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
}

/** A geodesic scenario that is valid. */
export async function geodesic(source: string | Omit<ScenarioSource, 'file'>): Promise<GeodesicScenario> {
  const scenario = await answer(geodesicScenarioKind, source);
  if (typeof scenario === 'string') throw new Error(scenario);
  return scenario;
}
