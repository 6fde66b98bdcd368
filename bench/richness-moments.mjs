// Where does the time of a measurement of richness go, and how does it grow? Seconds of processor time (this thread and the engine's
// own), so that other work on the machine does not count: moments of one block, joining it to the others, every scalar with
// its error bar (D_LR, and S_init with initial features), the spectrum.
//
//     npm run build && node bench/richness-moments.mjs     the sizes of MNIST and CIFAR-100 networks
//     node bench/richness-moments.mjs 2048 1000 0 256      features, outputs, initial features, eigenvectors: a minute or two
import { MomentAccumulator } from '../dist/theory/richness/accumulate.js';
import { addMoments } from '../dist/theory/richness/combine-moments.js';
import { richnessMeasures } from '../dist/theory/richness/measures.js';
import { compactMoments, momentBytes } from '../dist/theory/richness/row-moments.js';
import { featureSpectrum } from '../dist/theory/richness/spectrum.js';

const blocks = 20;
const rows = 2500;
const given = process.argv.slice(2).map(Number);
const cases =
  given.length > 0
    ? [given]
    : [
        [512, 10, 0, 512],
        [512, 100, 0, 512],
        [512, 100, 512, 512],
      ];

const seconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

function timed(use) {
  const start = seconds();
  const result = use();
  return { result, time: seconds() - start };
}

let state = 1;
const uniform = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 31 - 1;
};

/** Features of uneven strength; outputs that mix two of them and noise; initial features with noise. */
function block(p, outputs, initial) {
  const part = (columns, of) => {
    const data = new Float32Array(rows * columns);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[i * columns + j] = of(i, j);
    return { rows, columns, stride: columns, data };
  };
  const features = part(p, (_, j) => uniform() * (j < 8 ? 4 : 1));
  const at = (i, j) => features.data[i * p + (j % p)];
  return {
    features,
    ...(outputs > 0 && { outputs: part(outputs, (i, j) => at(i, j) + 0.5 * at(i, 3 * j + 1) + 0.1 * uniform()) }),
    ...(initial > 0 && { initialFeatures: part(initial, (i, j) => at(i, j) + uniform()) }),
  };
}

for (const [features, outputs, initialFeatures, leading] of cases) {
  const shape = { features, outputs, targets: 0, initialFeatures, classes: 0 };
  const accumulator = new MomentAccumulator(shape);
  const kept = [];
  let total;
  let accumulating = 0;
  let joining = 0;
  for (let b = 0; b < blocks; b++) {
    const data = block(features, outputs, initialFeatures);
    const { result, time } = timed(() => {
      accumulator.add(data);
      return accumulator.finish();
    });
    accumulating += time;
    const joined = timed(() => (total ? addMoments(total, result) : result));
    joining += joined.time;
    total = joined.result;
    kept.push(compactMoments(result));
  }
  const measures = [1, 2].map(() => timed(() => richnessMeasures(total, kept)));
  const spectrum = [1, 2].map(() => timed(() => featureSpectrum(total, { leading })));
  const { value, standardError } = measures[0].result.richness;
  const show = (x) => x.toPrecision(3);
  const { values, bounds } = spectrum[0].result;
  console.log(
    [
      `p = ${features}, C = ${outputs}, p0 = ${initialFeatures}, ${blocks} blocks of ${rows} rows`,
      `  D_LR ${value.toFixed(5)} ± ${standardError.toExponential(1)}${measures[0].result.linearised ? ' (linearised)' : ''}`,
      `  moments of a block     ${show(accumulating / blocks)} s, ${show(momentBytes(shape).compact / 1e6)} MB kept of each`,
      `  joining a block        ${show(joining / blocks)} s`,
      `  scalars, error bars    ${measures.map(({ time }) => show(time)).join(', then ')} s`,
      `  ${leading} eigenvectors       ${spectrum.map(({ time }) => show(time)).join(', then ')} s`,
      `  bound of eigenvalues   ${(Math.max(...bounds) / values[0]).toExponential(1)} of the largest`,
      `  memory at most         ${show(process.resourceUsage().maxRSS / 1e6)} GB`,
    ].join('\n'),
  );
}
