import type { StudyHost, StudyResult } from '#odepth/study/host';
import type { KernelScenario } from '#odepth/study/kernel/kernel-scenario';
import { run } from '#odepth/study/kernel/run';

/** A kernel study that must come to its end. */
export async function resultOf(scenario: KernelScenario, host: StudyHost): Promise<StudyResult> {
  const result = await run(scenario, 'd', host);
  if (!('summary' in result)) throw new Error(JSON.stringify(result));
  return result;
}
