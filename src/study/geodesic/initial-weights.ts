import type { LeakyResnet } from '../../model/leaky-resnet.ts';
import { featureCount } from '../../model/leaky-resnet.ts';
import { normalMatrix } from '../../model/normal-matrix.ts';

/** Share of the leak that the first weights make up for. */
const identityShare = 0.5;

/**
 * W to start from, the same at every depth, w × features row by row: L̃/2 on the diagonal, so that neurons above zero decay
 * at half the leak, plus independent N(0, scale²/features) noise.
 */
export function initialWeights(resnet: LeakyResnet, scale: number, seed: bigint): Float64Array {
  const { width, effectiveDepth } = resnet;
  const features = featureCount(resnet);
  const address = { seed, purpose: 'initial-weights', network: 0 } as const;
  const { data } = normalMatrix(address, width, features, scale / Math.sqrt(features));
  for (let i = 0; i < width; i++) data[i * features + i]! += identityShare * effectiveDepth;
  return data;
}
