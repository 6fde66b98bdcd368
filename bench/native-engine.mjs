// How many neuron·input·layer updates per processor-second of one core does the native engine make, and how many times as many
// as the threads engine and the reference, where they are? n = 1024, 4 inputs, statistics at 9 depths.
//
//     npm run build && node bench/native-engine.mjs [rounds]
//
// Every round times every variant once in turn; medians and quartiles over the rounds. Times are processor times, and what a
// run costs is all in them: the call, the observables, nothing of the compilation. One update of the block-law sampler is one
// normal variate; with explicit weights a layer draws n/N = 256 variates for each update.
import { activationOf } from '../dist/model/activation.js';
import { engineNames } from '../dist/sample/engine/engine.js';
import { engineKind, openEngine, refusalOf } from '../dist/sample/engine/registry.js';
import { infiniteWidthChain } from '../dist/study/kernel/theory/infinite-width.js';

const rounds = Number(process.argv[2] ?? 9);
const secondsPerMeasurement = 0.1;
const inputs = 4;
const width = 1024;
const horizon = 1;

async function planOf(activation, layers, sampler, controlVariates, random = 'xoshiro') {
  const inputKernel = Array.from({ length: inputs }, (_, a) =>
    Array.from({ length: inputs }, (_, b) => (a === b ? 1 : 0.3)),
  );
  const ensemble = {
    ...{ activation, weightVariance: 1.5, biasVariance: 0.1, leak: 0.1, width, layers, horizon, inputKernel },
    residualScale: Math.sqrt(horizon / layers),
  };
  return {
    ensemble,
    chain: infiniteWidthChain(ensemble, await activationOf(activation), 1e-6),
    savedLayers: Array.from({ length: 9 }, (_, k) => (k * layers) / 8),
    ...{ sampler, random, controlVariates, residuals: false, seed: '1' },
  };
}

const tasks = [
  ['relu', await planOf('relu', 128, 'block-law', false)],
  ['tanh', await planOf('tanh', 128, 'block-law', false)],
  ['erf', await planOf('erf', 128, 'block-law', false)],
  ['relu, Philox', await planOf('relu', 128, 'block-law', false, 'philox')],
  ['relu, coupled', await planOf('relu', 128, 'block-law', true)],
  ['relu, explicit weights', await planOf('relu', 8, 'explicit-weights', false)],
];

/** Every engine that is there, at every precision, for one plan, with the networks that fill one measurement. */
async function variantsOf([task, plan]) {
  const variants = [];
  for (const engine of ['native', 'threads', 'reference'].filter((name) => engineNames.includes(name))) {
    const kind = await engineKind(engine);
    for (const precision of ['float32', 'float64']) {
      const own = { ...plan, engine, precision };
      if (refusalOf(kind, own) !== null) continue;
      const probe = await kind.probe(own);
      if (!probe.available) {
        console.log(`${engine} is not available: ${probe.reason}`);
        continue;
      }
      const opened = await openEngine(own);
      const run = async (networks) => {
        const before = process.cpuUsage();
        await opened.run(0, networks, () => {});
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1e6;
      };
      await run(2);
      const networks = Math.ceil((4 * secondsPerMeasurement) / (await run(4)));
      const updates = networks * width * inputs * plan.ensemble.layers;
      variants.push({ task, name: `${engine} ${precision}`, rate: async () => updates / (await run(networks)) / 1e6 });
    }
  }
  return variants;
}

const variants = [];
for (const task of tasks) variants.push(...(await variantsOf(task)));
const measured = variants.map(() => []);
for (let round = 0; round < rounds; round++) {
  for (const [v, { rate }] of variants.entries()) measured[v].push(await rate());
}

function quartiles(values) {
  const sorted = values.toSorted((x, y) => x - y);
  return [0.25, 0.5, 0.75].map((q) => sorted[Math.round(q * (sorted.length - 1))]);
}

const medians = measured.map((values) => quartiles(values)[1]);
const text = (value) => value.toFixed(value < 100 ? 2 : 0).padStart(7);
console.log(`million updates per processor-second, median of ${rounds} rounds (quartiles); times the reference`);
for (const [v, { task, name }] of variants.entries()) {
  const [low, median, high] = quartiles(measured[v]);
  const reference = variants.findIndex((other) => other.task === task && other.name === 'reference float64');
  const ratio = (median / medians[reference]).toFixed(1).padStart(6);
  console.log(`${task.padEnd(23)} ${name.padEnd(18)}${text(median)} (${text(low)} …${text(high)} ) ${ratio}`);
}
