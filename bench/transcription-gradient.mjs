// Question: how much of the speed of a matrix product is left in a gradient of the loss of a Leaky ResNet, and in a
// Hessian–vector product, where activations, Runge–Kutta sums and the adjoint come between the products?
// The setting of figure 1 of arXiv 2405.17573: width 100, 1000 points, 20 steps of rk4, one thread. The products alone, in
// the shapes of the lanes (125 columns), are timed in between; medians, and their ratio.
//   npm run build && node bench/transcription-gradient.mjs
import { DenseArena } from '../dist/numeric/dense/arena.js';
import { gradedMesh } from '../dist/solve/transcription/mesh.js';
import { TranscriptionObjective } from '../dist/solve/transcription/objective.js';
import { localTeam } from '../dist/solve/transcription/team.js';

const width = 100;
const points = 1000;
const dimension = 30;
const intervals = 20;
const rounds = 9;

let word = 1;
const uniform = () => {
  word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
  return word / 2 ** 32 - 0.5;
};
const matrix = (rows, columns) => ({
  rows,
  columns,
  stride: columns,
  data: Float64Array.from({ length: rows * columns }, uniform),
});
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

const lane = 125;
const arena = new DenseArena(4 * DenseArena.bytesOf(width + 1, lane) + 2 * DenseArena.bytesOf(width, width + 1));
const weights = arena.matrix(width, width + 1);
const features = arena.matrix(width + 1, lane);
const rates = arena.matrix(width, lane);
for (const { data } of [weights, features]) for (let i = 0; i < data.length; i++) data[i] = uniform();
const products = () => {
  for (let i = 0; i < 100; i++) arena.multiply(1, weights, features, 0, rates);
};
const productFlops = 100 * 2 * width * (width + 1) * lane;

const timed = async (work) => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

for (const activation of ['relu', { softplus: 20 }]) {
  const problem = {
    resnet: { effectiveDepth: 7, width, activation, bias: true },
    scheme: 'rk4',
    nodes: gradedMesh(intervals, 'cosine'),
    lambdaOverDepth: 1e-3,
    mapPenalty: 1,
    learnedInput: true,
    output: 'learned',
    inputs: matrix(dimension, points),
    targets: matrix(dimension, points),
  };
  const objective = new TranscriptionObjective(problem, localTeam(problem, true));
  const x = Float64Array.from({ length: objective.size }, () => 0.1 * uniform());
  const out = new Float64Array(objective.size);
  const flops = intervals * 4 * 3 * 2 * width * (width + 1) * points;
  const seconds = { products: [], gradient: [], curvature: [] };
  for (let round = -2; round < rounds; round++) {
    const one = {
      products: await timed(products),
      gradient: await timed(() => objective.evaluate(x, out)),
      curvature: await timed(() => objective.curvature(x, out)),
    };
    if (round >= 0) for (const [what, time] of Object.entries(one)) seconds[what].push(time);
  }
  const rate = {
    products: productFlops / median(seconds.products) / 1e9,
    gradient: flops / median(seconds.gradient) / 1e9,
    curvature: (2 * flops) / median(seconds.curvature) / 1e9,
  };
  const name = typeof activation === 'string' ? activation : `softplus ${activation.softplus}`;
  for (const what of ['gradient', 'curvature']) {
    const share = Math.round((100 * rate[what]) / rate.products);
    console.log(
      `${name.padEnd(12)} ${what.padEnd(10)} ${median(seconds[what]).toFixed(3)} s  ${rate[what].toFixed(1)} GF/s  ${share} % of the product (${rate.products.toFixed(1)} GF/s)`,
    );
  }
}
