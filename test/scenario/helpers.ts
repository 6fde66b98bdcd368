import { ScenarioError } from '#odepth/scenario/issue';
import { resolveScenario, type ScenarioOptions, type ScenarioSource } from '#odepth/scenario/resolve';
import type { KernelScenario } from '#odepth/study/kernel/kernel-scenario';
import { studies } from '#odepth/study/registry';

/** A small valid scenario; every test changes one line of it. */
export const valid = `format: 1
kind: kernel
name: small
purpose: A scenario for tests.
seed: 7
ensemble:
  activation: tanh
  weightVariance: 2
  width: 8
  residualScale: 0.1
  horizon: 1
inputs: {correlated: {count: 2, variance: 2, correlation: 0.3}}
theory: {modeOrder: 8}
sampling: {networks: 100}
save: {count: 11}
quick: {sampling: {networks: 10}}
`;

/** The valid scenario with some of its lines, found by how they begin, replaced. */
export function withLines(changes: Record<string, string>): string {
  let text = valid;
  for (const [start, line] of Object.entries(changes)) {
    const found = text.split('\n').find((old) => old.startsWith(start));
    if (found === undefined) throw new Error(`no line begins with ${start}`);
    text = text.replace(`${found}\n`, line === '' ? '' : `${line}\n`);
  }
  return text;
}

export function resolve(text: string, options: ScenarioOptions = {}): Promise<KernelScenario> {
  return resolveKernel({ file: 'test.yaml', text }, options);
}

/** A scenario that must be one of the kernel study. */
export async function resolveKernel(source: ScenarioSource, options: ScenarioOptions = {}): Promise<KernelScenario> {
  const scenario = await resolveScenario(source, studies, options);
  if (scenario.kind !== 'kernel') throw new Error(`a scenario of kind ${scenario.kind}`);
  return scenario;
}

/** The full text of the refusal. */
export async function refusal(text: string, options: ScenarioOptions = {}): Promise<string> {
  try {
    await resolve(text, options);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return 'not refused';
}
