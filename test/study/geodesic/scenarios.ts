import { ScenarioError } from '#odepth/scenario/issue';
import type { NumberArray, ScenarioKind } from '#odepth/scenario/kind';
import { resolveScenario, type ScenarioOptions, type ScenarioSource } from '#odepth/scenario/resolve';

/** A small valid geodesic scenario; every test changes some of it. */
export const valid = `format: 1
kind: geodesic
name: small
purpose: A geodesic for the tests.
seed: 4
model: {effectiveDepth: 5, width: 12, activation: {softplus: 20}}
task: {teacher: {widths: [6, 2, 4], hidden: 20}, train: 60, test: 10}
penalty: {lambdaOverDepth: 0.003}
solver: {method: transcription}
stabiliser: {relative: 1.0e-3}
`;

/** A small valid flow scenario. */
export const validFlow = `format: 1
kind: geodesic-flow
name: small
purpose: A flow for the tests.
seed: 4
model: {effectiveDepth: 2, width: 2, activation: identity, bias: false}
initial: {A: [[1, 0, 2], [0, 1, 3]], B: [[0.5, 0, 1], [0, 0.5, 1]]}
integrator: {method: odex}
save: {count: 5}
stabiliser: {relative: 1.0e-3}
`;

/** A small valid sweep. */
export const validSweep = `${valid.replace('kind: geodesic', 'kind: bottleneck-sweep').replace('effectiveDepth: 5, ', '')}sweep: {effectiveDepth: [1, 2, 4]}
`;

/** The scenario with lines, found by how they begin, replaced. */
export function withLines(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((all, [start, line]) => {
    const found = all.split('\n').find((old) => old.startsWith(start));
    if (found === undefined) throw new Error(`no line begins with ${start}`);
    return all.replace(`${found}\n`, line === '' ? '' : `${line}\n`);
  }, text);
}

type Source = string | Omit<ScenarioSource, 'file'>;

/** The scenario a text stands for, or the full text of its refusal. */
export async function answer<Resolved>(
  kind: ScenarioKind<Resolved>,
  source: Source,
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

/** A scenario that must be valid. */
export async function resolved<Resolved>(kind: ScenarioKind<Resolved>, source: Source): Promise<Resolved> {
  const scenario = await answer(kind, source);
  if (typeof scenario === 'string') throw new Error(scenario);
  return scenario;
}

/** Reads the same arrays whatever file is asked for. */
export const holding = (arrays: Readonly<Record<string, NumberArray>>) => async () => new Map(Object.entries(arrays));

/** An array of a file, rows of numbers. */
export const array = (...rows: readonly (readonly number[])[]): NumberArray => ({
  shape: [rows.length, rows[0]!.length],
  data: Float64Array.from(rows.flat()),
});
