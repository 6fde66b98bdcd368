import type * as z from 'zod';
import type { ActivationSpec } from '../../model/activation.ts';
import type { Ensemble } from '../../model/ensemble.ts';
import type { KernelScenario } from '../kernel/kernel-scenario.ts';
import type { SavedDepths } from '../kernel/language/depth-grid.ts';
import type { Axis } from './language/sweep-values.ts';
import type { SweptField, windowSchema } from './language/window-schema.ts';

export type WindowFields = z.output<typeof windowSchema>;

/** One point of a sweep: an ensemble of its own, with random streams of its own. */
export interface SweepPoint {
  /** Position on each axis. */
  readonly index: readonly number[];
  /** The swept values, by field. */
  readonly values: Readonly<Partial<Record<SweptField, number | ActivationSpec>>>;
  /** 64-bit seed: the first half of SHA-256 of the scenario's seed and the swept values, so that points are independent. */
  readonly seed: string;
  readonly ensemble: Ensemble;
  readonly save: SavedDepths;
}

/** A validity-window scenario with nothing left to fill in. */
export interface ValidityWindowScenario {
  readonly format: 1;
  readonly kind: 'validity-window';
  readonly name: string;
  readonly purpose: string;
  /** 64-bit unsigned, decimal. */
  readonly seed: string;
  /** As given, without the swept fields; `points` has the ensembles. */
  readonly ensemble: WindowFields['ensemble'];
  readonly inputs: WindowFields['inputs'];
  readonly sweep: readonly Axis[];
  readonly theory: NonNullable<KernelScenario['theory']>;
  readonly window: WindowFields['window'];
  readonly sampling: WindowFields['sampling'] & { readonly refineUpTo: number };
  readonly points: readonly SweepPoint[];
}
