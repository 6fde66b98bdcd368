// What do float32 states add to the error of G, V4 and K1, in units of the standard error of 12000 networks? The same words in
// both precisions of the threads engine; an extra error above a tenth would show.
//
//     npm run build && node bench/float32-error.mjs
import { activationOf } from '../dist/model/activation.js';
import { precisionErrors } from '../dist/sample/engine/precision-error.js';
import { infiniteWidthChain } from '../dist/study/kernel/theory/infinite-width.js';

const networks = 256;
const compared = 12000;
const inputKernel = [0, 1, 2, 3].map((a) => [0, 1, 2, 3].map((b) => (a === b ? 2 : 0.6)));

async function planOf(activation, width, layers, residualScale) {
  const ensemble = {
    ...{ activation, weightVariance: 2, biasVariance: 0, leak: 0, width, residualScale, layers },
    horizon: residualScale ** 2 * layers,
    inputKernel,
  };
  const chain = infiniteWidthChain(ensemble, await activationOf(activation), 1e-10);
  const savedLayers = [layers / 2, layers];
  return {
    ...{
      ensemble,
      chain,
      savedLayers,
      sampler: 'block-law',
      random: 'xoshiro',
      controlVariates: true,
      residuals: false,
    },
    ...{ seed: '1', engine: 'threads', precision: 'float32' },
  };
}

console.log(
  'largest over components: |mean shift| ± its standard error, as shares of the standard error of 12000 networks',
);
for (const [activation, width, layers, residualScale] of [
  ['tanh', 64, 800, 0.05],
  ['tanh', 1024, 128, 0.1],
  ['relu', 1024, 128, 0.1],
  ['gelu', 256, 200, 0.1],
]) {
  const errors = await precisionErrors(await planOf(activation, width, layers, residualScale), networks);
  const parts = Object.entries(errors).map(([name, { shift, error, sampling }]) => {
    const shares = Array.from(shift, (value, i) => {
      const scale = sampling[i] * Math.sqrt(networks / compared);
      return [Math.abs(value) / scale, error[i] / scale];
    });
    const [share, spread] = shares.reduce((a, b) => (b[0] > a[0] ? b : a));
    return `${name} ${share.toExponential(1)} ± ${spread.toExponential(1)}`;
  });
  console.log(`${activation.padEnd(6)} n = ${String(width).padStart(4)}, ${layers} layers:  ${parts.join('   ')}`);
}
