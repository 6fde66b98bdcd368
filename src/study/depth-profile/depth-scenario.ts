import type { Ensemble } from '../../model/ensemble.ts';
import type { LeakyActivation } from '../../model/leaky-resnet.ts';
import type { ArrayReference } from '../../record/array-reference.ts';

/** An array in a file: which, and what was found there. */
export interface StreamArray extends ArrayReference {
  readonly shape: readonly number[];
  /** As numpy writes it, e.g. '<f4'. */
  readonly type: string;
  /** SHA-256 of the array as a .npy file. */
  readonly sha256: string;
}

/** A record that a stream comes from. */
export interface StreamRecord {
  readonly folder: string;
  readonly name: string;
  readonly kind: string;
  readonly digest: string;
  /** SHA-256 of its series.csv. */
  readonly series: string;
}

/** How the lines of width d lie in the files of a stream. */
export interface StreamSize {
  readonly layers: number;
  /** n. */
  readonly samples: number;
  /** T: lines of a sample at one layer; null where there is one. */
  readonly positions: number | null;
  /** d. */
  readonly width: number;
}

interface Labelled {
  readonly label: string;
}

/** A stream in arrays that a program saved. */
export interface FileStream extends Labelled, StreamSize {
  readonly from: 'file';
  /** layers × samples (× positions) × width; or one array samples (× positions) × width for every layer. */
  readonly arrays: readonly StreamArray[];
  /** From 0 to 1. */
  readonly depths: readonly number[];
  /** samples × outputs, for D_LR of every layer. */
  readonly outputs: StreamArray | null;
}

/** Representations A_p along a solved geodesic, nodes × w × N: the points are its samples. */
export interface GeodesicStream extends Labelled, StreamSize {
  readonly from: 'geodesic';
  readonly record: StreamRecord;
  readonly arrays: readonly [StreamArray];
  /** p of every node, from 0 to 1. */
  readonly depths: readonly number[];
}

/** A kernel along depth, depths × N × N: ranks are those of its root. */
export interface KernelStream extends Labelled {
  readonly from: 'kernel';
  readonly record: StreamRecord;
  readonly kernel: StreamArray;
  readonly layers: number;
  readonly inputs: number;
  /** t/T of every depth. */
  readonly depths: readonly number[];
}

/** A profile that another study measured. */
export interface RecordedStream extends Labelled {
  readonly from: 'record';
  readonly record: StreamRecord;
  /** What components begin with in that record; '' where it has one profile. */
  readonly profile: string;
  readonly layers: number;
  /** From 0 to 1. */
  readonly depths: readonly number[];
}

/** Finite networks at random weights. */
export interface RandomStream extends Labelled {
  readonly from: 'random';
  readonly ensemble: Omit<Ensemble, 'inputKernel'>;
  readonly inputs: {
    /** N. */
    readonly count: number;
    /** Coordinates of an input, independent and Gaussian. */
    readonly dimension: number;
    /** K(0)[a][a] on average. */
    readonly variance: number;
  };
  readonly networks: number;
  readonly layers: number;
}

export type ProfileStream = FileStream | GeodesicStream | KernelStream | RecordedStream | RandomStream;
/** A stream whose samples are read from files. */
export type SampledStream = FileStream | GeodesicStream;

/** COI_γ(A) = Tr[A (K + γ)⁻¹ Aᵀ], K = σ(A)ᵀσ(A), A width × samples. */
export interface CostSettings {
  /** σ. */
  readonly activation: LeakyActivation;
  /** Whether σ(A) has a row of ones. */
  readonly bias: boolean;
  /** γ over the operator norm of K. */
  readonly relative: number;
}

/** A number that is held against what is measured. */
export interface Expectation {
  readonly quantity: string;
  readonly component: string;
  readonly value: number;
  /** Largest difference that counts as agreement. */
  readonly tolerance: number;
  /** Known for these very samples: the standard error, that of other samples, does not count. */
  readonly exact: boolean;
}

/** A study of profiles along depth with nothing left to fill in. */
export interface DepthProfileScenario {
  readonly format: 1;
  readonly kind: 'depth-profile';
  readonly name: string;
  readonly purpose: string;
  /** 64-bit unsigned, decimal. */
  readonly seed: string;
  readonly streams: readonly ProfileStream[];
  /** Whether ranks are those of the samples less their mean; drift always is. */
  readonly centred: boolean;
  /** Samples that are used at most, chosen at random where a stream has more; null: all. */
  readonly samples: number | null;
  /** Blocks of samples, drawn at random, that are left out one at a time for standard errors. */
  readonly blocks: number;
  /** Part of the mean speed of turning below which a stretch of depth counts as a plateau. */
  readonly plateau: number;
  /** Whether D_LR of every layer is measured against the last layer, where a stream names no outputs. */
  readonly richness: boolean;
  /** Whether and how the cost of identity is measured. */
  readonly costOfIdentity: CostSettings | null;
  readonly expect: readonly Expectation[];
}
