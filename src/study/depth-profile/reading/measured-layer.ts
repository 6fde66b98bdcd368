import type { ProfileNumber } from '../profile.ts';
import type { RankQuantity } from '../quantities.ts';

/** A number, and what it is without each of the blocks of samples. */
export interface Replicated {
  readonly value: number;
  /** In the order of the blocks, shifted so that their total is `value`. */
  readonly deleted: Float64Array;
}

/** What is measured of one layer, and from it to the next. */
export interface LayerMeasures {
  readonly ranks: Readonly<Record<RankQuantity, Replicated>>;
  /** Null at the last layer, and where the next one is the same for every sample. */
  readonly drift: Replicated | null;
  readonly more: LayerCompanions;
}

/** What was asked for beside ranks and drift. */
export type LayerCompanions = Readonly<Partial<Record<'D_LR' | 'coi', ProfileNumber>>>;

/** What is wrong with the numbers of a stream, and where. */
export interface StreamFault {
  readonly message: string;
  readonly layer: number;
  readonly sample?: number;
  readonly position?: number;
  readonly column?: number;
}
