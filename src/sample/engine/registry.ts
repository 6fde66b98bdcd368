import type { SamplingPlan } from '../plan.ts';
import { type Engine, EngineError, type EngineKind } from './engine.ts';
import type { EngineName } from './names.ts';
import { referenceEngine } from './reference.ts';

/** Every engine by its name; what they need is loaded when they are asked for. */
const kinds: Readonly<Record<EngineName, () => Promise<EngineKind>>> = {
  reference: async () => referenceEngine,
  threads: async () => (await import('./threads/threads.ts')).threadsEngine,
  native: async () => (await import('./native/native.ts')).nativeEngine,
  webgpu: async () => (await import('./webgpu/webgpu-engine.ts')).webgpuEngine,
  tensorflow: async () => (await import('./tensorflow/tensorflow.ts')).tensorflowEngine,
};

/** Engines that need nothing but this package, the fastest first. */
const everywhere: readonly EngineName[] = ['threads', 'reference'];

/** One engine, not yet looked for. */
export function engineKind(name: EngineName): Promise<EngineKind> {
  return kinds[name]();
}

/**
 * The engine that a plan names, looked for on this machine.
 * @throws EngineError where it cannot be had or does not cover the plan: another one is never taken silently
 */
export async function availableEngine(plan: SamplingPlan): Promise<EngineKind> {
  const kind = await engineKind(plan.engine);
  const refusal = refusalOf(kind, plan);
  if (refusal !== null) throw new EngineError(refusal);
  const probe = await kind.probe(plan);
  if (!probe.available) throw new EngineError(unavailable(kind.name, probe.reason));
  return kind;
}

/** The devices that the engines of some plans run on, by engine; engines that cannot be had are left out. */
export async function devicesOf(plans: readonly Pick<SamplingPlan, 'engine'>[]): Promise<Record<string, string>> {
  const devices: Record<string, string> = {};
  for (const engine of new Set(plans.map((plan) => plan.engine))) {
    const probe = await (await engineKind(engine)).probe();
    if (probe.available) devices[engine] = probe.device;
  }
  return devices;
}

/** The same, ready to run. @throws EngineError as `availableEngine` */
export async function openEngine(plan: SamplingPlan): Promise<Engine> {
  return (await availableEngine(plan)).open(plan);
}

/** What `engine: auto` means: the first that covers the plan of those that every machine has; which one depends on the plan alone. */
export async function withFastestEngine(plan: Omit<SamplingPlan, 'engine'>): Promise<SamplingPlan> {
  for (const engine of everywhere) {
    const candidate = { ...plan, engine };
    if (refusalOf(await engineKind(engine), candidate) === null) return candidate;
  }
  throw new EngineError(`no engine samples ${plan.sampler} in ${plan.precision}`);
}

/** That an engine cannot be had on this machine, as a sentence. */
export function unavailable(engine: EngineName, reason: string): string {
  return `the ${engine} engine is not available: ${reason}`;
}

/** Why `kind` cannot run the plan, as a sentence, or null. */
export function refusalOf(kind: EngineKind, plan: SamplingPlan): string | null {
  if (!kind.precisions.includes(plan.precision)) {
    return `the ${kind.name} engine computes in ${kind.precisions.join(' or ')}, not in ${plan.precision}`;
  }
  const refusal = kind.refuses(plan);
  return refusal === null ? null : `the ${kind.name} engine ${refusal}`;
}
