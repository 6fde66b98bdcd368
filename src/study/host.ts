import type { Summary } from '../record/contents.ts';
import type { Json } from '../record/json.ts';
import type { NpyArray } from '../record/npy.ts';

/** What a study reports while it runs. */
export type StudyProgress =
  | { readonly stage: 'theory'; readonly what: string }
  | {
      readonly stage: 'solving';
      /** Which part of the study this is, e.g. "softplus 20, 40 intervals". */
      readonly part: string;
      /** How far it is, e.g. "iteration 120, loss 0.4919, stationarity 3e-4". */
      readonly state: string;
    }
  | {
      readonly stage: 'sampling';
      readonly done: number;
      readonly of: number;
      /** Those of `done` that an earlier run had left; they took no time of this one. */
      readonly kept?: number;
      /** Current standard error of the watched quantity; NaN before there are two networks. */
      readonly standardError: number;
      /** The standard error to be reached, where one is asked for; `of` is then what the present one lets expect. */
      readonly goal?: number;
      /** The watched quantity, e.g. "K1[0,0](2)". */
      readonly watched: string;
      /** Which part of the study this is, e.g. "width = 64 (3 of 7)"; absent where there is one. */
      readonly part?: string;
      /** Seconds since sampling began. */
      readonly samplingSeconds: number;
    };

/** Where a study keeps finished parts between runs, by name. What is damaged or absent reads as null. */
export interface PartStore {
  read(name: string): Promise<Uint8Array | null>;
  write(name: string, content: Uint8Array): Promise<void>;
}

/** One worker's share of a study's parts: those at positions k of the study's list with k mod `of` = `worker`. */
export interface WorkShare {
  readonly worker: number;
  readonly of: number;
}

/** What a study needs of the machine it runs on; the command line provides it. */
export interface StudyHost {
  /** Worker threads for sampling. */
  readonly workers: number;
  /** Aborting stops the handing out of work; what is complete is kept. */
  readonly signal?: AbortSignal | undefined;
  readonly report: (progress: StudyProgress) => void;
  /** Seconds on a monotonic clock. */
  readonly now: () => number;
  /** Keeps the parts of a sweep; absent where nothing is kept. */
  readonly parts?: PartStore;
  /** Names the code that computes: parts kept by other code are not used. */
  readonly code?: string;
  /** Where data sets are looked for, in place of where their packages put them. */
  readonly dataFolder?: string | undefined;
  /** Where a file is that a scenario names; absent where all that it names is in the scenario itself. */
  readonly locate?: (file: string) => string;
  /** Rounds of further sampling asked for where a sweep is undecided; 0 for none. */
  readonly refine?: number;
  /** The parts to compute and keep, and nothing else; absent for all of them, and a record made of them. */
  readonly share?: WorkShare;
}

/** A study that was stopped before there was a record to write. */
export interface StudyStopped {
  /** What is kept and what to do, in a sentence. */
  readonly stopped: string;
}

/** What a study says that computed a share of its parts and nothing else. */
export interface StudyShared {
  /** Parts of the share that are kept at the end, of those in it. */
  readonly shared: { readonly done: number; readonly of: number };
}

/** What a study leaves for the record; figures and report are drawn from it. */
export interface StudyResult {
  readonly summary: Summary;
  /** Deterministic settings as used: streams, mode order, solver statistics. */
  readonly provenance: Readonly<Record<string, Json>>;
  readonly arrays: ReadonlyMap<string, NpyArray>;
  /** Facts about the machine that the numbers do not depend on, such as devices → runtime.json. */
  readonly machine?: Readonly<Record<string, Json>>;
  /** Seconds by stage. */
  readonly seconds: Readonly<Record<string, number>>;
  /**
   * Set when the run was stopped early: the networks done of those asked for (`open`: of the most allowed, where an error was
   * asked for), or how far a solver was, in words.
   */
  readonly interrupted:
    | { readonly done: number; readonly of: number; readonly open?: boolean }
    | { readonly after: string }
    | null;
  /** Set when a solver did not reach its tolerance: what it says. The record holds the best that was found; the exit code says that it is not an answer. */
  readonly unsolved?: string;
}

/** Work and memory foreseen by `check`. */
export interface CostPrediction {
  /** Rough, on one core. */
  readonly seconds: number;
  readonly lines: readonly string[];
  /** Reasons why the run would be refused; empty when it would start. */
  readonly refusals: readonly string[];
}
