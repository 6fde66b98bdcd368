import type { NetworkOutcome } from '../kernel-sampler.ts';
import type { SamplingPlan } from '../plan.ts';
import type { EngineName, Precision } from './names.ts';

/** What an engine hands over: network by network, in order; `statistics` (saved layers × layout.size) is reused after the call. */
export type NetworkReceiver = (network: number, statistics: Float64Array, outcome: NetworkOutcome) => void;

/** Draws the networks of one plan. */
export interface Engine {
  /** Networks that one call of `run` is best given. */
  readonly batch: number;
  /** Networks first … first + count − 1. */
  run(first: number, count: number, receive: NetworkReceiver): Promise<void>;
  /** Gives back threads, device memory and native code. */
  dispose(): Promise<void>;
}

/** What an engine would run on, or why it cannot. */
export type EngineProbe =
  | {
      readonly available: true;
      /** The device in words, e.g. "CPU, WebAssembly SIMD" or the name of a GPU adapter. */
      readonly device: string;
      /** Further facts for `odepth engines`, e.g. limits of a GPU adapter. */
      readonly details?: Readonly<Record<string, string | number>>;
    }
  | { readonly available: false; readonly reason: string };

/** Work and memory of one network, predicted. */
export interface EngineCost {
  /** Seconds per network on one core, or on the device. */
  readonly seconds: number;
  /** Bytes an engine holds beside the sums. */
  readonly bytes: number;
}

/** One way to compute networks, before it is asked to. */
export interface EngineKind {
  readonly name: EngineName;
  readonly precisions: readonly Precision[];
  /** An engine in every worker thread, or one on the calling thread which fills its device by itself. */
  readonly place: 'workers' | 'calling-thread';
  /**
   * Why this engine cannot run the plan (a part of a sentence, and what can), or null. Depends on the plan alone, and not on the
   * numbers of its chain: like `predict` it may be given a chain whose arrays are empty.
   */
  refuses(plan: SamplingPlan): string | null;
  /** Looks for compiler, library, adapter, and makes ready once what every `open` of the plan would need. Never throws. */
  probe(plan?: SamplingPlan): Promise<EngineProbe>;
  predict(plan: SamplingPlan): EngineCost;
  /** @throws EngineError where it is not available or refuses the plan */
  open(plan: SamplingPlan): Promise<Engine>;
}

/** An engine that was asked for cannot be had. */
export class EngineError extends Error {
  override name = 'EngineError';
}
