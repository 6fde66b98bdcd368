import type { Summary } from '../record/contents.ts';
import type { Json } from '../record/json.ts';
import type { NpyArray } from '../record/npy.ts';

/** What a study reports while it runs. */
export type StudyProgress =
  | { readonly stage: 'theory'; readonly what: string }
  | {
      readonly stage: 'sampling';
      readonly done: number;
      readonly of: number;
      /** Current standard error of the watched quantity; NaN before there are two networks. */
      readonly standardError: number;
      /** The watched quantity, e.g. "K1[0,0](2)". */
      readonly watched: string;
      /** Seconds since sampling began. */
      readonly samplingSeconds: number;
    };

/** What a study needs of the machine it runs on; the command line provides it. */
export interface StudyHost {
  /** Worker threads for sampling. */
  readonly workers: number;
  /** Aborting stops the handing out of work; what is complete is kept. */
  readonly signal?: AbortSignal | undefined;
  readonly report: (progress: StudyProgress) => void;
  /** Seconds on a monotonic clock. */
  readonly now: () => number;
}

/** What a study leaves for the record; figures and report are drawn from it. */
export interface StudyResult {
  readonly summary: Summary;
  /** Deterministic settings as used: streams, mode order, solver statistics. */
  readonly provenance: Readonly<Record<string, Json>>;
  readonly arrays: ReadonlyMap<string, NpyArray>;
  /** Seconds by stage. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Set when the run was stopped early: what was done of what was asked. */
  readonly interrupted: { readonly done: number; readonly of: number } | null;
}

/** Work and memory foreseen by `check`. */
export interface CostPrediction {
  readonly lines: readonly string[];
  /** Reasons why the run would be refused; empty when it would start. */
  readonly refusals: readonly string[];
}
