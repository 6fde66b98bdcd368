/** Ways to count the directions of a layer, by the names they have in a record, with what they mean in a line. */
export const rankQuantities = {
  effectiveRank: 'exp of the entropy of sᵢ/Σs',
  effectiveRankSquared: 'exp of the entropy of sᵢ²/Σs²',
  participationRatio: '(Σs²)²/Σs⁴',
  stableRank: 'Σs²/s₁²',
} as const;
export type RankQuantity = keyof typeof rankQuantities;
export const rankNames = Object.keys(rankQuantities) as RankQuantity[];

/** Numbers of a depth profile beside the ranks. */
export const profileQuantities = {
  drift: '1 − CKA of neighbouring layers',
  orderParameter: 'effective rank of the first layer less that of the last',
  driftConcentration: 'part of all drift in the two largest transitions',
  largestDrift: 'part of all drift in the largest transition',
  turning: 'sum of the angles arccos CKA between neighbouring layers',
  halfTurning: 'least part of the depth in which half of the turning happens',
  plateauFrom: 'where the longest stretch of slow turning begins',
  plateauTo: 'where it ends',
  D_LR: 'dynamical richness: 0 the outputs and nothing else … 1 lazy',
  coi: 'cost of identity',
} as const;
export type ProfileQuantity = RankQuantity | keyof typeof profileQuantities;

/** Positions one by one, or 'pooled': all positions of a sample are samples of their own. */
export type Scope = '' | 'pooled';

/** The name that a quantity has in a record, e.g. "effectiveRank", "pooledEffectiveRank". */
export function quantityName(scope: Scope, quantity: ProfileQuantity): string {
  return scope === '' ? quantity : `${scope}${quantity[0]!.toUpperCase()}${quantity.slice(1)}`;
}

/** What a layer, a transition or (without a place) a stream is called in the components of a record. */
export function componentOf(label: string, place: string): string {
  return [label, place].filter((part) => part !== '').join(':');
}
