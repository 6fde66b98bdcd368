// How many neuron × input × layer updates per second of processor time do the sampling engines make (ReLU and tanh, 1024 neurons,
// 4 inputs, 128 layers, statistics at 9 depths), what do the coupled control variates cost, and what do two workers gain?
//
//     npm run build && node bench/sampling-engines.mjs
//
// Every round measures every variant once in turn; medians and quartiles over the rounds. Times are processor times of one
// thread; the gain of two workers is a ratio of elapsed times, halved by whatever else the machine does meanwhile.
import { performance } from 'node:perf_hooks';
import { activationOf } from '../dist/model/activation.js';
import { sampleNetworks } from '../dist/parallel/sampling.js';
import { ShardSampler } from '../dist/sample/shard.js';
import { infiniteWidthChain } from '../dist/study/kernel/theory/infinite-width.js';

const rounds = 7;
const networks = 16;

const correlation = 0.3;
const inputKernel = [0, 1, 2, 3].map((a) => [0, 1, 2, 3].map((b) => (a === b ? 2 : 2 * correlation)));

async function planOf({ engine, precision, activation, controlVariates }) {
  const layers = 128;
  const ensemble = {
    ...{ activation, weightVariance: 2, biasVariance: 0, leak: 0, width: 1024, residualScale: 0.1, layers },
    horizon: 0.01 * layers,
    inputKernel,
  };
  const chain = infiniteWidthChain(ensemble, await activationOf(activation), 1e-10);
  const savedLayers = Array.from({ length: 9 }, (_, i) => (layers / 8) * i);
  return {
    ...{ ensemble, chain, savedLayers, sampler: 'block-law', random: 'xoshiro', controlVariates, residuals: false },
    ...{ seed: '1', engine, precision },
  };
}

const variants = [];
for (const [engine, precision] of [
  ['reference', 'float64'],
  ['threads', 'float64'],
  ['threads', 'float32'],
]) {
  for (const activation of ['relu', 'tanh']) {
    for (const controlVariates of [false, true]) {
      const plan = await planOf({ engine, precision, activation, controlVariates });
      const sampler = await ShardSampler.open(plan);
      const name = `${engine} ${precision} ${activation} ${controlVariates ? 'coupled' : 'plain'}`;
      variants.push({ name, plan, sampler, rates: [] });
    }
  }
}

function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function updatesOf({ ensemble }) {
  return ensemble.width * inputKernel.length * ensemble.layers;
}

async function measure({ plan, sampler }) {
  const count = plan.engine === 'reference' ? networks / 4 : networks;
  const start = processorSeconds();
  await sampler.sample(0, count);
  return (count * updatesOf(plan)) / (processorSeconds() - start) / 1e6;
}

function quartiles(values) {
  const sorted = values.toSorted((x, y) => x - y);
  return [0.25, 0.5, 0.75].map((q) => sorted[Math.round(q * (sorted.length - 1))]);
}

for (const variant of variants) await measure(variant);
for (let round = 0; round < rounds; round++) {
  for (const variant of variants) variant.rates.push(await measure(variant));
}

console.log(`million updates per CPU-second, median of ${rounds} rounds (quartiles); plain / coupled`);
const text = (value) => value.toFixed(0).padStart(5);
for (const [i, { name, rates }] of variants.entries()) {
  const [low, median, high] = quartiles(rates);
  let line = `${name.padEnd(32)}${text(median)} (${text(low)} …${text(high)} )`;
  if (i % 2 === 1) {
    const [least, ratio, most] = quartiles(rates.map((rate, round) => variants[i - 1].rates[round] / rate));
    line += `   ${ratio.toFixed(2)} (${least.toFixed(2)} … ${most.toFixed(2)})`;
  }
  console.log(line);
}

/** Elapsed seconds of a run with so many workers. */
async function elapsed(plan, workers) {
  const start = performance.now();
  await sampleNetworks({ plan, networks: 1024, workers, blockSize: 64 });
  return (performance.now() - start) / 1000;
}

const { plan } = variants.find(({ name }) => name === 'threads float32 tanh coupled');
const gains = [];
for (let round = 0; round < rounds; round++) gains.push((await elapsed(plan, 1)) / (await elapsed(plan, 2)));
const [low, median, high] = quartiles(gains);
console.log(
  `two workers, float32 tanh coupled: ${median.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)}) times as fast as one`,
);
