// How fast are the three dense products on one core, in float64 and in float32, and how far is that from numpy (OpenBLAS,
// one thread)? Shapes: a Leaky ResNet of width 100 or 12 with bias for blocks of data points; layers in training, rows of a
// batch by features, with the forward product S Wᵀ, the backward product G W and the gradient Gᵀ S, down to ten outputs;
// and a Gram matrix SᵀS from its upper triangle.
//
//     npm run build && node bench/dense-product.mjs
//
// Every round times every product once in turn in both precisions, then numpy where python3 has it; medians over the rounds,
// and the quartiles of the ratio of the precisions within a round. Times are processor times: where the machine has other
// work, waiting for it does not count (what it does to caches and clock does, so ratios say more than rates).
import { spawnSync } from 'node:child_process';
import { DenseArena } from '../dist/numeric/dense/arena.js';
import { gramInto, mirrorUpper } from '../dist/numeric/dense/gram.js';
import { submatrix } from '../dist/numeric/dense/matrix.js';
import { SingleArena } from '../dist/numeric/dense/single-arena.js';

const rounds = 9;
const secondsPerMeasurement = 0.03;

/** Sizes of C and of the sum; `stride` of A where it is a block of a wider matrix. */
const shapes = [
  ...residual(100, 125),
  ...residual(100, 1000),
  ...residual(12, 60),
  ...layer(512, 64, 64),
  ...layer(4096, 256, 256),
  ...layer(4096, 256, 10),
  { name: 'SᵀS', form: 'gram', sizes: [512, 512, 1000] },
];

/** W S, Wᵀ G without the bias, G Sᵀ. */
function residual(width, points) {
  const features = width + 1;
  return [
    { name: 'W S', form: 'A B', sizes: [width, points, features] },
    { name: 'Wᵀ G', form: 'Aᵀ B', sizes: [width, points, width], stride: features },
    { name: 'G Sᵀ', form: 'A Bᵀ', sizes: [width, features, points] },
  ];
}

function layer(batch, inputs, outputs) {
  return [
    { name: 'S Wᵀ', form: 'A Bᵀ', sizes: [batch, outputs, inputs] },
    { name: 'G W', form: 'A B', sizes: [batch, inputs, outputs] },
    { name: 'Gᵀ S', form: 'Aᵀ B', sizes: [outputs, inputs, batch] },
  ];
}

/** Half of the multiplications of a Gram matrix are those of its other half. */
const operations = shapes.map(({ form, sizes: [m, n, k] }) => (form === 'gram' ? 1 : 2) * m * n * k);
const repeats = operations.map((count) => Math.ceil((secondsPerMeasurement * 2e10) / count));

/** One call of a product in an arena of this class. */
function productIn(Arena, { form, sizes: [m, n, k], stride = 0 }) {
  const left = form === 'Aᵀ B' || form === 'gram' ? [k, m] : [m, k];
  const right = form === 'A Bᵀ' ? [n, k] : [k, n];
  const wide = [left[0], Math.max(stride, left[1])];
  const arena = new Arena(Arena.bytesOf(...wide) + Arena.bytesOf(...right) + Arena.bytesOf(m, n));
  const [whole, b, c] = [wide, right, [m, n]].map((shape) => arena.matrix(...shape));
  for (const { data } of [whole, b]) for (let i = 0; i < data.length; i++) data[i] = ((i * 7919) % 1009) / 1009 - 0.5;
  const a = submatrix(whole, 0, 0, ...left);
  if (form === 'A B') return () => arena.multiply(1, a, b, 0, c);
  if (form === 'Aᵀ B') return () => arena.multiplyLeftTransposed(1, a, b, 0, c);
  if (form === 'A Bᵀ') return () => arena.multiplyRightTransposed(1, a, b, 0, c);
  return () => {
    gramInto(arena, 1, a, 0, c);
    mirrorUpper(c);
  };
}

const variants = shapes.map((shape) => [DenseArena, SingleArena].map((Arena) => productIn(Arena, shape)));

function processorMilliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Gigaflop/s of each shape in float64 and float32, once. */
function measure() {
  return variants.map((runs, v) =>
    runs.map((run) => {
      const start = processorMilliseconds();
      for (let i = 0; i < repeats[v]; i++) run();
      return (operations[v] * repeats[v]) / (processorMilliseconds() - start) / 1e6;
    }),
  );
}

const numpyScript = `
import json, sys, time
import numpy
def rate(form, m, n, k, operations, repeats, kind):
    random = lambda *shape: numpy.random.rand(*shape).astype(kind)
    a = random(k, m).T if form in ('Aᵀ B', 'gram') else random(m, k)
    b = a.T if form == 'gram' else random(n, k).T if form == 'A Bᵀ' else random(k, n)
    c = numpy.empty((m, n), kind)
    for i in range(repeats // 4 + 1): numpy.dot(a, b, out=c)
    start = time.process_time()
    for i in range(repeats): numpy.dot(a, b, out=c)
    return 1e-9 * operations * repeats / (time.process_time() - start)
print(json.dumps([[rate(form, *sizes, *rest, kind) for kind in ('float64', 'float32')]
                  for form, sizes, *rest in json.loads(sys.argv[1])]))
`;
const task = JSON.stringify(shapes.map(({ form, sizes }, v) => [form, sizes, operations[v], repeats[v]]));

/** The same with numpy, or undefined. */
function measureNumpy() {
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const { status, stdout } = spawnSync('python3', ['-c', numpyScript, task], { env, encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

function quartiles(values) {
  const sorted = values.toSorted((x, y) => x - y);
  return [0.25, 0.5, 0.75].map((q) => sorted[Math.round(q * (sorted.length - 1))]);
}

const median = (values) => quartiles(values)[1];

measure();
const hasNumpy = measureNumpy() !== undefined;
const ours = [];
const theirs = [];
for (let round = 0; round < rounds; round++) {
  ours.push(measure());
  if (hasNumpy) theirs.push(measureNumpy());
}

const text = (value) => value.toFixed(1).padStart(7);
console.log(`GF/s, median of ${rounds} rounds${hasNumpy ? '; numpy, one thread; ratio' : '; numpy not found'}`);
console.log(
  `${' '.repeat(27)}float64${hasNumpy ? '  numpy ratio' : ''}   float32${hasNumpy ? '  numpy ratio' : ''}   float32/float64`,
);
for (const [v, { name, sizes }] of shapes.entries()) {
  let line = `${name.padEnd(6)}${sizes.join(' × ').padEnd(21)}`;
  for (const precision of [0, 1]) {
    const rate = median(ours.map((round) => round[v][precision]));
    line += text(rate);
    if (hasNumpy) {
      const other = median(theirs.map((round) => round[v][precision]));
      line += `${text(other)}  ${(rate / other).toFixed(2)}`;
    }
    line += '   ';
  }
  const [low, middle, high] = quartiles(ours.map((round) => round[v][1] / round[v][0])).map((x) => x.toFixed(2));
  console.log(`${line}${middle} (${low} … ${high})`);
}
