// Does the tensorflow engine draw networks of explicit weights faster than the reference, on one core without a GPU, and
// from how many inputs on? Every engine that draws explicit weights takes part.
//
//     npm run build && node bench/tensorflow-engine.mjs
//
// Every round draws the same networks once with each variant in turn. Printed: median and quartiles over the rounds of the
// processor time by weight (one of the n² of a layer, all inputs included), and the ratio of the reference's median to it.
import { activationOf } from '../dist/model/activation.js';
import { engineNames } from '../dist/sample/engine/engine.js';
import { engineKind, refusalOf } from '../dist/sample/engine/registry.js';
import { backendCandidates, findBackend } from '../dist/sample/engine/tensorflow/backend.js';
import { openTensorflow } from '../dist/sample/engine/tensorflow/tensorflow.js';
import { infiniteWidthChain } from '../dist/study/kernel/theory/infinite-width.js';

const rounds = 7;
const layers = 8;
const weightsPerRound = 6e6;
const shapes = [
  { width: 64, inputs: 4, controlVariates: false },
  { width: 64, inputs: 4, controlVariates: true },
  { width: 256, inputs: 1, controlVariates: false },
  { width: 256, inputs: 4, controlVariates: false },
  { width: 256, inputs: 4, controlVariates: true },
  { width: 512, inputs: 16, controlVariates: false },
  { width: 512, inputs: 32, controlVariates: false },
];

async function planOf({ width, inputs, controlVariates }) {
  const ensemble = {
    activation: 'tanh',
    weightVariance: 1.5,
    biasVariance: 0.1,
    leak: 0.2,
    width,
    residualScale: 0.3,
    layers,
    horizon: layers * 0.09,
    inputKernel: Array.from({ length: inputs }, (_, a) =>
      Array.from({ length: inputs }, (_, b) => (a === b ? 1 : 0.3)),
    ),
  };
  const chain = infiniteWidthChain(ensemble, await activationOf('tanh'), 1e-10);
  return {
    ...{ ensemble, chain, savedLayers: [layers], sampler: 'explicit-weights', random: 'xoshiro', controlVariates },
    ...{ residuals: false, seed: '5', engine: 'reference', precision: 'float64' },
  };
}

/** Engines by name and precision, tensorflow once on each backend that is there. */
async function variantsOf(plan) {
  const variants = [];
  for (const engine of engineNames) {
    const kind = await engineKind(engine);
    for (const precision of kind.precisions) {
      const own = { ...plan, engine, precision };
      if (refusalOf(kind, own) !== null || !(await kind.probe()).available) continue;
      if (engine !== 'tensorflow') variants.push({ name: `${engine} ${precision}`, engine: await kind.open(own) });
      else {
        for (const candidate of backendCandidates) {
          if (!(await findBackend([candidate])).found) continue;
          variants.push({ name: candidate.package, engine: await openTensorflow(own, [candidate]) });
        }
      }
    }
  }
  return variants;
}

function processorNanoseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

const quantile = (sorted, q) => sorted[Math.round(q * (sorted.length - 1))];

for (const shape of shapes) {
  const plan = await planOf(shape);
  const { width, inputs, controlVariates } = shape;
  const networks = Math.ceil(weightsPerRound / (width * width * layers));
  const variants = await variantsOf(plan);
  const times = variants.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [v, { engine }] of variants.entries()) {
      const start = processorNanoseconds();
      await engine.run(0, networks, () => {});
      if (round >= 0) times[v].push((processorNanoseconds() - start) / (networks * layers * width * width));
    }
  }
  console.log(`n = ${width}, N = ${inputs}${controlVariates ? ', control variates' : ''}, ${networks} networks`);
  const sorted = times.map((list) => list.sort((a, b) => a - b));
  for (const [v, { name, engine }] of variants.entries()) {
    const [low, median, high] = [0.25, 0.5, 0.75].map((q) => quantile(sorted[v], q));
    const ratio = (quantile(sorted[0], 0.5) / median).toFixed(2);
    const spread = `${low.toFixed(1)} to ${high.toFixed(1)}`;
    console.log(
      `  ${name.padEnd(32)} ${median.toFixed(1).padStart(6)} ns by weight (${spread}), reference / it = ${ratio}`,
    );
    await engine.dispose();
  }
}
