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
  driftConcentration: 'part of all drift in the largest one or two transitions',
  turning: 'sum of the angles arccos CKA between neighbouring layers',
  halfTurning: 'least part of the depth in which half of the turning happens',
  plateauFrom: 'where the longest stretch of slow turning begins',
  plateauTo: 'where it ends',
  D_LR: 'dynamical richness: 0 the outputs and nothing else … 1 lazy',
  coi: 'cost of identity',
} as const;
export type ProfileQuantity = RankQuantity | keyof typeof profileQuantities;

/** What a layer, transition or stream is called in the components of a record; `scope` 'pooled': all positions together. */
export function componentOf(label: string, scope: 'pooled' | '', place: string): string {
  return [label, scope, place].filter((part) => part !== '').join(':');
}
