// How much of a training step is dense products, how fast is the step against those products alone, and against PyTorch or numpy?
//
//     npm run build && node bench/training-throughput.mjs [--python /path/to/python3] [--rounds 5]
//
// (i) a transformer of two blocks, width 128, 4 heads, hidden layers of 512, vocabulary 98, length 3, batch 1024, the last token
// read; (ii) an MLP 784–512–512–10, batch 128; ReLU in both; (iii) token mixing, six blocks of width 64 over 64 tokens of 17 kinds,
// hidden layers of 256 across tokens and along channels, GELU, batch 16, one token in seven asked for; AdamW, float64 and float32.
// Every round runs every case once, in a process of its own, then the same work on one thread in PyTorch where the python has it
// (bench/peers/training_torch.py: i and ii) and in numpy with scipy (bench/peers/token_mixing_numpy.py: iii, whose own rate of
// products is printed below).
// `of peak` is the rate of the whole step over that of its products alone, each repeated on the matrices it has in the step.
// Times are processor times: where the machine has other work, waiting for it does not count. Medians over the rounds.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ArenaOperations } from '../dist/numeric/dense/operations.js';
import { createNetwork } from '../dist/train/create-network.js';
import { createTraining } from '../dist/train/create-training.js';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '5' },
    case: { type: 'string' },
  },
});

const relu = { kind: 'activation', activation: 'relu' };
const dense = (outputs) => ({ kind: 'dense', outputs });
const block = [
  { kind: 'residual', inner: [{ kind: 'layer-norm' }, { kind: 'attention', heads: 4, causal: true }] },
  { kind: 'residual', inner: [{ kind: 'layer-norm' }, dense(512), relu, dense(128)] },
];
const gelu = { kind: 'activation', activation: 'gelu' };
const mixing = [
  {
    kind: 'residual',
    inner: [{ kind: 'layer-norm' }, { kind: 'across-tokens', inner: [dense(256), gelu, dense(64)] }],
  },
  { kind: 'residual', inner: [{ kind: 'layer-norm' }, dense(256), gelu, dense(64)] },
];
const pseudo = (i, below) => (i * 7919) % below;

const networks = {
  transformer: {
    steps: 4,
    description: {
      input: { vocabulary: 98, length: 3 },
      layers: [
        { kind: 'embedding', width: 128 },
        ...block,
        ...block,
        { kind: 'layer-norm' },
        { kind: 'pooling', over: 'last-token' },
        dense(97),
      ],
      capacity: 1024,
    },
    data: {
      inputs: Int32Array.from({ length: 3 * 4096 }, (_, i) => (i % 3 === 2 ? 97 : pseudo(i, 97))),
      targets: Int32Array.from({ length: 4096 }, (_, i) => (pseudo(3 * i, 97) + pseudo(3 * i + 1, 97)) % 97),
    },
  },
  mlp: {
    steps: 40,
    description: { input: { inputs: 784 }, layers: [dense(512), relu, dense(512), relu, dense(10)], capacity: 128 },
    data: {
      inputs: {
        ...{ rows: 4096, columns: 784, stride: 784 },
        data: Float32Array.from({ length: 784 * 4096 }, (_, i) => pseudo(i, 1009) / 1009),
      },
      targets: Int32Array.from({ length: 4096 }, (_, i) => i % 10),
    },
  },
  mixing: {
    steps: 10,
    description: {
      input: { vocabulary: 17, length: 64 },
      layers: [
        { kind: 'embedding', width: 64, positions: false },
        ...Array.from({ length: 6 }, () => mixing).flat(),
        { kind: 'layer-norm' },
        dense(16),
      ],
      capacity: 16,
    },
    data: {
      inputs: Int32Array.from({ length: 64 * 64 }, (_, i) => (i % 7 === 3 ? 16 : pseudo(i, 16))),
      targets: Int32Array.from({ length: 64 * 64 }, (_, i) => (i % 7 === 3 ? pseudo(i, 16) : -1)),
    },
  },
};
const cases = Object.keys(networks).flatMap((network) =>
  ['float64', 'float32'].map((precision) => [network, precision]),
);

function processorMilliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const products = ['multiply', 'multiplyLeftTransposed', 'multiplyRightTransposed'];
const plain = Object.fromEntries(products.map((name) => [name, ArenaOperations.prototype[name]]));

/** Calls `run` with every product handed to `watch`, which makes it. */
function watchProducts(watch, run) {
  for (const name of products) {
    ArenaOperations.prototype[name] = function (...parts) {
      watch(() => plain[name].apply(this, parts), name, parts);
    };
  }
  run();
  for (const name of products) ArenaOperations.prototype[name] = plain[name];
}

/** One case in this process: milliseconds and Gflop of a step, share of its time in products, rate of the products alone. */
function measure(name, precision) {
  const { description, data, steps } = networks[name];
  const network = createNetwork(description, precision, 1n);
  const optimiser = { kind: 'adamw', rate: 1e-3, weightDecay: 0.1 };
  const settings = {
    network,
    loss: 'softmax-cross-entropy',
    optimiser,
    data,
    batchSize: description.capacity,
    seed: 1n,
  };
  const training = createTraining(settings);
  for (let i = 0; i < steps; i++) training.advance();

  const start = processorMilliseconds();
  for (let i = 0; i < steps; i++) training.advance();
  const step = (processorMilliseconds() - start) / steps;

  let inside = 0;
  let outside = -processorMilliseconds();
  const timed = (product) => {
    const began = processorMilliseconds();
    product();
    inside += processorMilliseconds() - began;
  };
  watchProducts(timed, () => {
    for (let i = 0; i < steps; i++) training.advance();
  });
  outside += processorMilliseconds();

  let operations = 0;
  let alone = 0;
  const repeated = (product, form, [, a, , , c]) => {
    const inner = form === 'multiplyLeftTransposed' ? a.rows : a.columns;
    const size = 2 * c.rows * c.columns * inner;
    operations += size;
    const repeats = Math.ceil(1e8 / size);
    product();
    const began = processorMilliseconds();
    for (let i = 0; i < repeats; i++) product();
    alone += (processorMilliseconds() - began) / repeats;
  };
  watchProducts(repeated, () => training.advance());
  return { step, share: inside / outside, rate: operations / step / 1e6, peak: operations / alone / 1e6 };
}

function peers() {
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  return ['training_torch.py', 'token_mixing_numpy.py'].flatMap((name) => {
    const script = fileURLToPath(new URL(`peers/${name}`, import.meta.url));
    const { status, stdout } = spawnSync(options.python, [script], { encoding: 'utf8', env });
    return status === 0 ? JSON.parse(stdout) : [];
  });
}

function median(values) {
  return values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)];
}

function compare() {
  const rows = cases.map(([network, precision]) => ({ network, precision, ours: [], theirs: [], theirReached: [] }));
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const { network, precision, ours } of rows) {
      const child = [process.argv[1], '--case', `${network},${precision}`];
      ours.push(JSON.parse(spawnSync(process.execPath, child, { encoding: 'utf8' }).stdout));
    }
    for (const one of peers()) {
      const row = rows.find(({ network, precision }) => network === one.network && precision === one.precision);
      row.theirs.push(one.milliseconds);
      if (one.reached) row.theirReached.push(one.reached);
    }
  }
  console.log(
    '                      ms a step   in products   GF/s   products alone   of peak      peer ms   ratio   its of peak',
  );
  for (const { network, precision, ours, theirs, theirReached } of rows) {
    const of = (name) => median(ours.map((one) => one[name]));
    const reached = median(ours.map(({ rate, peak }) => rate / peak));
    const cells = [
      [of('step').toFixed(1), 11],
      [`${(100 * of('share')).toFixed(0)} %`, 14],
      [of('rate').toFixed(1), 7],
      [of('peak').toFixed(1), 17],
      [`${(100 * reached).toFixed(0)} %`, 10],
      [theirs.length > 0 ? median(theirs).toFixed(1) : 'not found', 13],
      [theirs.length > 0 ? (of('step') / median(theirs)).toFixed(2) : '', 8],
      [theirReached.length > 0 ? `${(100 * median(theirReached)).toFixed(0)} %` : '', 14],
    ];
    console.log(`${network.padEnd(12)} ${precision}${cells.map(([text, width]) => text.padStart(width)).join('')}`);
  }
}

if (options.case) console.log(JSON.stringify(measure(...options.case.split(','))));
else compare();
