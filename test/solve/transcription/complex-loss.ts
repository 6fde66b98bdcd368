import type { Matrix } from '#odepth/numeric/dense/matrix';
import { parameterLayout, type TranscriptionProblem } from '#odepth/solve/transcription/problem';

/** A rows × columns matrix of complex numbers. */
interface Complex {
  readonly rows: number;
  readonly columns: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The schemes once more, as their formulas are printed: stages of (state coefficients, weight). */
const tableaux = {
  euler: { a: [[]], b: [1] },
  rk2: { a: [[], [1]], b: [0.5, 0.5] },
  rk4: { a: [[], [0.5], [0, 0.5], [0, 0, 1]], b: [1 / 6, 1 / 3, 1 / 3, 1 / 6] },
} as const;

const zeros = (rows: number, columns: number): Complex => ({
  rows,
  columns,
  re: new Float64Array(rows * columns),
  im: new Float64Array(rows * columns),
});

const real = ({ rows, columns, stride, data }: Matrix): Complex => {
  const out = zeros(rows, columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out.re[i * columns + j] = data[i * stride + j]!;
  return out;
};

function product(a: Complex, b: Complex): Complex {
  const out = zeros(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.columns; j++)
      for (let k = 0; k < a.columns; k++) {
        const [x, y] = [i * a.columns + k, k * b.columns + j];
        out.re[i * b.columns + j]! += a.re[x]! * b.re[y]! - a.im[x]! * b.im[y]!;
        out.im[i * b.columns + j]! += a.re[x]! * b.im[y]! + a.im[x]! * b.re[y]!;
      }
  return out;
}

/** x + s y. */
function plus(x: Complex, s: number, y: Complex): Complex {
  return { ...x, re: x.re.map((value, i) => value + s * y.re[i]!), im: x.im.map((value, i) => value + s * y.im[i]!) };
}

/** Σ z², without a modulus: analytic in the entries. */
function squares({ re, im }: Complex): readonly [number, number] {
  let [a, b] = [0, 0];
  re.forEach((x, i) => {
    a += x * x - im[i]! * im[i]!;
    b += 2 * x * im[i]!;
  });
  return [a, b];
}

/** σ, with its row of ones if there is a bias; ln(1 + e^{βz})/β by the complex logarithm. */
function sigma(z: Complex, { activation, bias }: TranscriptionProblem['resnet']): Complex {
  const out = zeros(z.rows + (bias ? 1 : 0), z.columns);
  out.re.fill(1);
  z.re.forEach((x, i) => {
    const y = z.im[i]!;
    if (typeof activation === 'object') {
      const beta = activation.softplus;
      const size = Math.exp(beta * x);
      const [c, d] = [1 + size * Math.cos(beta * y), size * Math.sin(beta * y)];
      out.re[i] = Math.log(Math.hypot(c, d)) / beta;
      out.im[i] = Math.atan2(d, c) / beta;
    } else {
      const on = activation === 'identity' || x > 0 ? 1 : 0;
      out.re[i] = on * x;
      out.im[i] = on * y;
    }
  });
  return out;
}

/** The loss of a transcription at complex W, E, D, from its formulas alone: [real part, imaginary part]. */
export function complexLoss(
  problem: TranscriptionProblem,
  re: Float64Array,
  im: Float64Array,
): readonly [number, number] {
  const { resnet, scheme, nodes, inputs, targets, output, lambdaOverDepth, mapPenalty } = problem;
  const {
    intervals,
    stages,
    width,
    features,
    input,
    inputColumns,
    output: place,
    outputRows,
  } = parameterLayout(problem);
  const { a, b } = tableaux[scheme];
  const matrix = (offset: number, rows: number, columns: number): Complex => ({
    rows,
    columns,
    re: re.slice(offset, offset + rows * columns),
    im: im.slice(offset, offset + rows * columns),
  });
  let penalty: readonly [number, number] = [0, 0];
  const pay = (weight: number, m: Complex) => {
    const [x, y] = squares(m);
    penalty = [penalty[0] + weight * x, penalty[1] + weight * y];
  };
  let state = real(inputs);
  if (input >= 0) {
    const map = matrix(input, width, inputColumns);
    pay(mapPenalty, map);
    state = product(map, state);
  }
  for (let k = 0; k < intervals; k++) {
    const h = nodes[k + 1]! - nodes[k]!;
    const rates: Complex[] = [];
    for (let i = 0; i < stages; i++) {
      const weights = matrix((k * stages + i) * width * features, width, features);
      pay(h * b[i]!, weights);
      const z = a[i]!.reduce((sum, coefficient, j) => plus(sum, h * coefficient, rates[j]!), state);
      rates.push(plus(product(weights, sigma(z, resnet)), -resnet.effectiveDepth, z));
    }
    state = rates.reduce((sum, rate, i) => plus(sum, h * b[i]!, rate), state);
  }
  let out = state;
  if (place >= 0) {
    const map = matrix(place, outputRows, width);
    pay(mapPenalty, map);
    out = product(map, state);
  } else if (typeof output === 'object') out = product(real(output), state);
  const fit = squares(plus(out, -1, real(targets)));
  const half = lambdaOverDepth / 2;
  return [fit[0] / inputs.columns + half * penalty[0], fit[1] / inputs.columns + half * penalty[1]];
}
