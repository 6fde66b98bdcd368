// Samples many short shards into a part store, says when the first new one is kept, and prints the sums at the end.

import { activationOf } from '#odepth/model/activation';
import { sampleNetworks } from '#odepth/parallel/sampling';
import { PartFolder } from '#odepth/record/part-store';
import { keptShards } from '#odepth/study/kernel/sampling/kept-shards';
import { infiniteWidthChain } from '#odepth/study/kernel/theory/infinite-width';

const folder = process.argv[2];
const ensemble = {
  ...{ activation: 'tanh', weightVariance: 1.5, biasVariance: 0.1, leak: 0.2, width: 64 },
  ...{ residualScale: 0.2, layers: 24, horizon: 0.96, inputKernel: [[1]] },
};
const plan = {
  ...{ ensemble, chain: infiniteWidthChain(ensemble, await activationOf('tanh'), 1e-12), savedLayers: [24] },
  ...{ sampler: 'block-law', random: 'xoshiro', controlVariates: true, residuals: false, seed: '11' },
  ...{ engine: 'reference', precision: 'float64' },
};
const result = await sampleNetworks({
  ...{ plan, networks: 16 * 240, workers: 2, blockSize: 16 },
  store: await keptShards(plan, { parts: new PartFolder(folder), code: 'code' }),
  onProgress: ({ done, kept }) => process.stdout.write(`${done} ${kept}\n`),
});
const { completed, networks, deficientPivots, sums } = result;
process.stdout.write(
  `end ${JSON.stringify([completed, networks, deficientPivots, Buffer.from(sums.buffer).toString('base64')])}\n`,
);
process.exit(0);
