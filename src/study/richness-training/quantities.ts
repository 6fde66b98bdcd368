/** What is known of one network at one checkpoint, by name. */
export const quantityNames = [
  'D_LR',
  'D_LR_projectedFirst',
  'S_init',
  'NC1',
  'NC2',
  'rank',
  'trainAccuracy',
  'testAccuracy',
  'trainLoss',
  'testLoss',
  'parameterNorm',
  'parameterDistance',
] as const;
export type QuantityName = (typeof quantityNames)[number];

/** Symbols and words of the quantities. */
export const quantityTitles: Readonly<Record<QuantityName, { readonly symbol: string; readonly words: string }>> = {
  D_LR: { symbol: 'D_LR', words: 'dynamical richness: 0 rich, 1 lazy' },
  D_LR_projectedFirst: { symbol: 'D_LR′', words: 'dynamical richness, projected before it is centred' },
  S_init: { symbol: 'S_init', words: 'alignment of the feature kernel with the initial one' },
  NC1: { symbol: 'NC1', words: 'variability within classes over that between them' },
  NC2: { symbol: 'NC2', words: 'distance of the class means from a simplex' },
  rank: { symbol: 'r', words: 'rank of the centred outputs' },
  trainAccuracy: { symbol: 'A_train', words: 'accuracy on training examples' },
  testAccuracy: { symbol: 'A_test', words: 'accuracy on test examples' },
  trainLoss: { symbol: 'ℓ_train', words: 'loss on training examples' },
  testLoss: { symbol: 'ℓ_test', words: 'loss on test examples' },
  parameterNorm: { symbol: '‖θ‖²', words: 'squared norm of the parameters' },
  parameterDistance: { symbol: '‖θ − θ₀‖', words: 'distance from the initial parameters' },
};
