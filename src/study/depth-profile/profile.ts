import type { RankQuantity, Scope } from './quantities.ts';
import type { Turning } from './turning.ts';

/** A number with the error beside it. */
export interface ProfileNumber {
  readonly value: number;
  /** NaN where it has none. */
  readonly error: number;
}

/** Ranks along depth and drift between neighbours, at positions on average or of all positions together. */
export interface DepthProfile {
  readonly scope: Scope;
  /** Of every layer. */
  readonly ranks: Readonly<Record<RankQuantity, readonly ProfileNumber[]>>;
  /** Of every transition; empty where it is not known. */
  readonly drift: readonly ProfileNumber[];
  /** Effective rank of the first layer less that of the last, whose errors are not independent. */
  readonly orderParameter: ProfileNumber;
  /** Of the effective rank of every layer, estimated: samples are finite, and it is not subtracted. NaN where it is not known. */
  readonly bias?: readonly number[];
  /** Null where drift is not known. */
  readonly turning: Readonly<Record<keyof Turning, ProfileNumber>> | null;
}

/** What one stream gave. */
export interface StreamResult {
  readonly label: string;
  /** Of every layer, from 0 to 1. */
  readonly depths: readonly number[];
  readonly profiles: readonly DepthProfile[];
  /** Further numbers of every layer, by name. */
  readonly more: Readonly<Partial<Record<'D_LR' | 'coi', readonly ProfileNumber[]>>>;
  /** Effective ranks and drift at every position: layers × positions. */
  readonly positions?: PositionTable;
  readonly notes: readonly string[];
}

/** Effective rank of every layer and drift of every transition by position. */
export interface PositionTable {
  /** Those that count. */
  readonly positions: readonly number[];
  readonly effectiveRank: Float64Array;
  readonly drift: Float64Array;
}

/** Numbers of `Turning`, each by `of` one of them. */
export function eachOfTurning(of: (name: keyof Turning) => ProfileNumber): Record<keyof Turning, ProfileNumber> {
  const names = ['turning', 'halfTurning', 'largest', 'largestTwo'] as const;
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<keyof Turning, ProfileNumber>;
}
