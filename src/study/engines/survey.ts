import type { EngineKind } from '../../sample/engine/engine.ts';
import { type EngineName, engineNames, type Precision } from '../../sample/engine/names.ts';
import { engineKind, refusalOf } from '../../sample/engine/registry.ts';
import type { SamplingPlan } from '../../sample/plan.ts';
import type { Clock } from './clock.ts';
import { type SpeedTask, speedChain, speedPlan, updatesOf } from './speed-plan.ts';

/** What is said of one engine in one precision. */
export interface EngineReport {
  readonly engine: EngineName;
  readonly precision: Precision;
  /** The device in words; null where the engine cannot be had. */
  readonly device: string | null;
  /** Why it cannot be had, or what stopped the measurement; null where all is well. */
  readonly reason: string | null;
  /** Further facts, e.g. limits of a GPU adapter. */
  readonly details: Readonly<Record<string, string | number>>;
  /** What was timed: the first of these that the engine covers; null where nothing was. */
  readonly sampler: SpeedTask['sampler'] | null;
  /**
   * Millions of neuron·input·layer updates per second: of processor time on one thread for engines that have one in every worker,
   * of the wall for engines that fill a device.
   */
  readonly speed: number | null;
}

const tasks: readonly SpeedTask[] = [
  { activation: 'relu', width: 1024, layers: 128, sampler: 'block-law', coupled: false },
  { activation: 'relu', width: 256, layers: 16, sampler: 'explicit-weights', coupled: false },
];

/**
 * Every engine in every precision it has: whether it can be had here, on what, and how fast it is.
 * @param seconds that each is timed for at least, after a warm-up
 */
export async function surveyEngines(clock: Clock, seconds: number): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const name of engineNames) {
    const kind = await engineKind(name);
    const probe = await kind.probe();
    for (const precision of kind.precisions) {
      const about = { engine: name, precision, details: {}, sampler: null, speed: null };
      if (!probe.available) reports.push({ ...about, device: null, reason: probe.reason });
      else {
        const found = { ...about, device: probe.device, details: probe.details ?? {}, reason: null };
        reports.push({ ...found, ...(await timed(kind, precision, clock, seconds)) });
      }
    }
  }
  return reports;
}

async function timed(kind: EngineKind, precision: Precision, clock: Clock, seconds: number) {
  let reason = 'covers none of the timed samplers';
  for (const task of tasks) {
    const plan = speedPlan(task, kind.name, precision, await speedChain(task));
    const refusal = refusalOf(kind, plan);
    if (refusal === null) {
      // An engine that breaks is reported beside the others.
      try {
        return { sampler: task.sampler, speed: (await speedOf(kind, plan, clock, seconds)) / 1e6 };
      } catch (error) {
        return { reason: error instanceof Error ? error.message : String(error) };
      }
    }
    reason = refusal;
  }
  return { reason };
}

/** Updates per second through the seam, on this thread. */
async function speedOf(kind: EngineKind, plan: SamplingPlan, clock: Clock, seconds: number): Promise<number> {
  const now = kind.place === 'workers' ? clock.processor : clock.wall;
  const engine = await kind.open(plan);
  try {
    const ignore = () => {};
    await engine.run(0, engine.batch, ignore);
    const began = now();
    let networks = 0;
    do {
      await engine.run(engine.batch + networks, engine.batch, ignore);
      networks += engine.batch;
    } while (now() - began < seconds);
    return (networks * updatesOf(plan)) / (now() - began);
  } finally {
    await engine.dispose();
  }
}
