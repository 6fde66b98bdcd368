// How fast are the three dense products on one core, on the shapes of a Leaky ResNet of width 100 with bias, for blocks of
// 125 and of 1000 data points, and how far is that from numpy (OpenBLAS, one thread)?
//
//     npm run build && node bench/dense-product.mjs
//
// Every round times every product once in turn, then numpy where python3 has it; medians and quartiles over the rounds.
// Times are processor times: where the machine has other work, waiting for it does not count (what it does to caches and
// clock does, so the ratio says more than the rates).
import { spawnSync } from 'node:child_process';
import { DenseArena } from '../dist/numeric/dense/arena.js';
import { submatrix } from '../dist/numeric/dense/matrix.js';

const rounds = 9;
const secondsPerMeasurement = 0.05;

function filled(arena, rows, columns) {
  const m = arena.matrix(rows, columns);
  for (let i = 0; i < m.data.length; i++) m.data[i] = ((i * 7919) % 1009) / 1009 - 0.5;
  return m;
}

/** W σ, Wᵀ G without the bias, G σᵀ: name, sizes of C and of the sum, and one call. */
function products(width, points) {
  const features = width + 1;
  const shapes = [
    [width, features],
    [features, points],
    [width, points],
    [width, points],
    [width, features],
  ];
  const arena = new DenseArena(shapes.reduce((sum, shape) => sum + DenseArena.bytesOf(...shape), 0));
  const [w, s, g, a, change] = shapes.map((shape) => filled(arena, ...shape));
  const square = submatrix(w, 0, 0, width, width);
  const sizes = `${width} wide, ${points} points`;
  return [
    { name: `W S     ${sizes}`, size: [width, points, features], run: () => arena.multiply(1, w, s, 0, a) },
    {
      name: `Wᵀ G    ${sizes}`,
      size: [width, points, width],
      run: () => arena.multiplyLeftTransposed(1, square, g, 0, a),
    },
    {
      name: `G Sᵀ    ${sizes}`,
      size: [width, features, points],
      run: () => arena.multiplyRightTransposed(1, g, s, 0, change),
    },
  ];
}

const variants = [...products(100, 125), ...products(100, 1000), ...products(12, 60)];
const operations = variants.map(({ size }) => 2 * size[0] * size[1] * size[2]);
const repeats = operations.map((count) => Math.ceil((secondsPerMeasurement * 2e10) / count));

function processorMilliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Gigaflop/s of each variant, once. */
function measure() {
  return variants.map(({ run }, v) => {
    const start = processorMilliseconds();
    for (let i = 0; i < repeats[v]; i++) run();
    return (operations[v] * repeats[v]) / (processorMilliseconds() - start) / 1e6;
  });
}

const numpyScript = `
import json, sys, time
import numpy
for (m, n, k), left, right, repeats in json.loads(sys.argv[1]):
    a = numpy.random.rand(k, m).T if left else numpy.random.rand(m, k)
    b = numpy.random.rand(n, k).T if right else numpy.random.rand(k, n)
    c = numpy.empty((m, n))
    for i in range(repeats // 4 + 1): numpy.dot(a, b, out=c)
    start = time.process_time()
    for i in range(repeats): numpy.dot(a, b, out=c)
    print(2e-9 * m * n * k * repeats / (time.process_time() - start))
`;
const task = JSON.stringify(
  variants.map(({ name, size }, v) => [size, name.startsWith('Wᵀ'), name.startsWith('G'), repeats[v]]),
);

/** The same with numpy, or undefined. */
function measureNumpy() {
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const { status, stdout } = spawnSync('python3', ['-c', numpyScript, task], { env, encoding: 'utf8' });
  return status === 0 ? stdout.trim().split('\n').map(Number) : undefined;
}

function quartiles(values) {
  const sorted = values.toSorted((x, y) => x - y);
  return [0.25, 0.5, 0.75].map((q) => sorted[Math.round(q * (sorted.length - 1))]);
}

measure();
const hasNumpy = measureNumpy() !== undefined;
const ours = [];
const theirs = [];
for (let round = 0; round < rounds; round++) {
  ours.push(measure());
  if (hasNumpy) theirs.push(measureNumpy());
}

const text = (value) => value.toFixed(1).padStart(6);
console.log(
  `GF/s, median of ${rounds} rounds (quartiles)${hasNumpy ? '; numpy, one thread; ratio' : '; numpy not found'}`,
);
for (const [v, { name }] of variants.entries()) {
  const [low, median, high] = quartiles(ours.map((round) => round[v]));
  let line = `${name.padEnd(30)}${text(median)} (${text(low)} …${text(high)} )`;
  if (hasNumpy) {
    const other = quartiles(theirs.map((round) => round[v]))[1];
    line += `${text(other)}   ${(median / other).toFixed(2)}`;
  }
  console.log(line);
}
