import type { ArrayReference } from '../../record/array-reference.ts';
import type { RichnessEstimator } from '../../theory/richness/dynamical-richness.ts';

/** An array in a file: which, and what was found there. */
export interface GivenArray extends ArrayReference {
  readonly shape: readonly [rows: number, columns: number];
  /** As numpy writes it, e.g. '<f4'. */
  readonly type: string;
  /** SHA-256 of the array as a .npy file. */
  readonly sha256: string;
}

/** A network at one moment of its training, on the inputs of all others. */
export interface Checkpoint {
  /** Training step; null where there is one checkpoint. */
  readonly step: number | null;
  /** Φ: penultimate features. */
  readonly features: GivenArray;
  /** F: network outputs. */
  readonly outputs: GivenArray;
}

/** A number that is held against what is measured. */
export interface Expectation {
  readonly quantity: string;
  readonly component: string;
  readonly step: number | null;
  readonly value: number;
  /** Largest difference that counts as agreement. */
  readonly tolerance: number;
  /** Known for these very rows: the standard error, that of other rows, does not count. */
  readonly exact: boolean;
}

/** A study of measured features with nothing left to fill in. */
export interface RichnessScenario {
  readonly format: 1;
  readonly kind: 'richness';
  readonly name: string;
  readonly purpose: string;
  /** 64-bit unsigned, decimal. */
  readonly seed: string;
  /** By training step, ascending. */
  readonly checkpoints: readonly Checkpoint[];
  /** Y: what the network should learn. */
  readonly targets: GivenArray | null;
  readonly labels: GivenArray | null;
  /** Φ₀: features of the network as it was initialised. */
  readonly initial: GivenArray | null;
  /** F₀: its outputs. */
  readonly initialOutputs: GivenArray | null;
  /** n: rows that are used, chosen at random where the arrays have more. */
  readonly rows: number;
  /** Blocks of rows, drawn at random, that are left out one at a time for standard errors. */
  readonly blocks: number;
  readonly estimator: RichnessEstimator;
  readonly rankTolerance: number;
  readonly spectrum: {
    /** Components k that are kept; 0: no spectrum. */
    readonly components: number;
    readonly centred: boolean;
  };
  readonly expect: readonly Expectation[];
}
