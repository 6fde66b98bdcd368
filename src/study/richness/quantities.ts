/** Numbers of a study of richness, by the names they have in its record, with what they mean in a line. */
export const richnessQuantities = {
  D_LR: 'dynamical richness: 0 rich (features span the learned function only) … 1 lazy',
  accuracy: 'part of the rows whose largest output is that of their label',
  S_init: 'similarity of features to the initial ones (centred CKA): 1 unchanged',
  NC1: 'spread within classes over that between them: 0 collapsed',
  NC2: 'distance of the class means from a simplex: 0 collapsed',
  rank: 'rank of the centred outputs',
  featureRank: 'rank of the features',
  eigenvalue: 'ρ_k of the feature kernel',
  relativeEigenvalue: 'ρ_k/ρ_1, strength of feature k',
  quality: 'Π*(k), part of the target that the first k features express',
  utilisation: 'Π̂(k), part of the output that lies in the first k features',
} as const;
export type RichnessQuantity = keyof typeof richnessQuantities;
