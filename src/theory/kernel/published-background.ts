import type { Correlation } from '../../numeric/correlation.ts';
import { tanh } from '../../numeric/elementary.ts';
import { gaussHermite } from '../../numeric/gauss-hermite.ts';
import { Background } from './background.ts';
import { kernelCorrelationInto } from './correlation.ts';
import type { PairTables } from './pairs.ts';
import { TheoryError } from './theory-error.ts';

/**
 * The background of tanh as Kawase & Ota (arXiv 2604.15742) computed it: every average by one fixed Gauss–Hermite rule,
 * nodes x_i and weights w_i of ∫ e^{−x²}. Its error is not estimated and not small: it exists to reproduce published
 * numbers.
 *
 *     F_cd = C_W Σ_ij (w_i w_j / π) σ(φ₁) σ(φ₂) + C_b,   φ₁ = √(2K_cc) x_i,   φ₂ = √(2K_dd) (ρ x_i + √(1−ρ²) x_j)
 *     F_cc = C_W Σ_i (w_i / √π) σ(φ₁)² + C_b
 *
 * χ is the same rule applied to σ'σ' and σ''σ, which is not the derivative of the sum F; F'' is the second derivative of the
 * sum F, here by the chain rule where their code takes differences of step 5·10⁻⁴. Their ρ is cut at 1 − 10⁻⁶; here
 * collinear inputs are refused. The two inputs of a pair are not treated alike: c is the first.
 */
export class PublishedBackground extends Background {
  readonly #pairs: PairTables;
  readonly #weightVariance: number;
  readonly #biasVariance: number;
  /** √2 x_i, standard normal nodes, and w_i / √π. */
  readonly #nodes: Float64Array;
  readonly #weights: Float64Array;
  readonly #correlation: Correlation = { rho: 0, deviation: 1 };
  readonly #motion = new NodeMotion();
  readonly #second = new Float64Array(6);

  /** @param nodes number of nodes of the rule in one dimension */
  constructor(pairs: PairTables, nodes: number, weightVariance: number, biasVariance: number) {
    super(pairs, true);
    const rule = gaussHermite(nodes);
    this.#pairs = pairs;
    this.#weightVariance = weightVariance;
    this.#biasVariance = biasVariance;
    this.#nodes = rule.nodes.map((x) => Math.SQRT2 * x);
    this.#weights = rule.weights.map((w) => w / Math.sqrt(Math.PI));
  }

  /** @throws TheoryError for a correlation of ±1 or beyond */
  evaluate(kernel: Float64Array): void {
    const { count, first, second } = this.#pairs;
    for (let p = 0; p < count; p++) {
      if (first[p] === second[p]) this.#diagonal(kernel[p]!, p);
      else this.#offDiagonal(kernel, p);
    }
  }

  #diagonal(variance: number, p: number): void {
    const root = Math.sqrt(variance);
    let mean = 0;
    let slope = 0;
    let curvature = 0;
    for (let i = 0; i < this.#nodes.length; i++) {
      const node = this.#nodes[i]!;
      const weight = this.#weights[i]!;
      const value = tanh(root * node);
      const first = 1 - value * value;
      const square = first * first - 2 * value * value * first;
      mean += weight * value * value;
      slope += weight * square;
      // σ²(√K z) by K: first derivative of φ z / (2√K), second −z / (4 K^{3/2}).
      curvature += weight * (2 * square * node * node - (2 * value * first * node) / root);
    }
    const w = this.#weightVariance;
    this.increment[p] = w * mean + this.#biasVariance;
    this.susceptibility[3 * p] = w * slope;
    this.curvature[6 * p] = (w * curvature) / (4 * variance);
  }

  #offDiagonal(kernel: Float64Array, p: number): void {
    const { first, second, firstDiagonal, secondDiagonal } = this.#pairs;
    const c = kernel[firstDiagonal[p]!]!;
    const d = kernel[secondDiagonal[p]!]!;
    kernelCorrelationInto(c, d, kernel[p]!, this.#correlation);
    if (this.#correlation.deviation === 0) {
      throw new TheoryError(
        `inputs ${first[p]} and ${second[p]} (of the distinct ones) are collinear: the published quadrature has no second derivatives there. Leave out theory.average, or one of the two inputs.`,
      );
    }
    const motion = this.#motion;
    motion.place(c, kernel[p]!, Math.sqrt(d) * this.#correlation.deviation);
    const nodes = this.#nodes;
    const weights = this.#weights;
    const sums = this.#second.fill(0);
    let mean = 0;
    let cc = 0;
    let cd = 0;
    let dd = 0;
    for (let i = 0; i < nodes.length; i++) {
      const z1 = nodes[i]!;
      const s = tanh(motion.root * z1);
      const s1 = 1 - s * s;
      const s2 = -2 * s * s1;
      for (let j = 0; j < nodes.length; j++) {
        const weight = weights[i]! * weights[j]!;
        const r = tanh(motion.slope * z1 + motion.rest * nodes[j]!);
        const r1 = 1 - r * r;
        const r2 = -2 * r * r1;
        mean += weight * s * r;
        cc += weight * s2 * r;
        cd += weight * s1 * r1;
        dd += weight * s * r2;
        motion.addSecond(weight, z1, nodes[j]!, s, s1, s2, r, r1, r2, sums);
      }
    }
    const w = this.#weightVariance;
    this.increment[p] = w * mean + this.#biasVariance;
    this.susceptibility[3 * p] = 0.5 * w * cc;
    this.susceptibility[3 * p + 1] = w * cd;
    this.susceptibility[3 * p + 2] = 0.5 * w * dd;
    for (let i = 0; i < 6; i++) this.curvature[6 * p + i] = w * sums[i]!;
  }
}

/**
 * How the two arguments move with K = (K_cc, K_cd, K_dd) = (c, e, d) at fixed normal nodes z₁, z₂:
 *
 *     φ₁ = √c z₁,   φ₂ = u z₁ + s z₂,   u = e/√c,   s = √(d − e²/c)
 *
 * First derivatives by the three coordinates, second ones by their six pairs in the order of `Background.curvature`.
 */
class NodeMotion {
  /** √c, u, s. */
  root = 0;
  slope = 0;
  rest = 0;
  readonly #root1 = new Float64Array(3);
  readonly #slope1 = new Float64Array(3);
  readonly #rest1 = new Float64Array(3);
  readonly #root2 = new Float64Array(6);
  readonly #slope2 = new Float64Array(6);
  readonly #rest2 = new Float64Array(6);

  place(c: number, e: number, rest: number): void {
    const root = Math.sqrt(c);
    this.root = root;
    this.slope = e / root;
    this.rest = rest;
    this.#root1[0] = 1 / (2 * root);
    this.#root2[0] = -1 / (4 * c * root);
    this.#slope1.set([-e / (2 * c * root), 1 / root, 0]);
    this.#slope2.set([(3 * e) / (4 * c * c * root), -1 / (2 * c * root), 0, 0, 0, 0]);
    // s² = d − e²/c by (c, e, d), then s from it.
    const square1 = [(e / c) ** 2, (-2 * e) / c, 1];
    const square2 = [(-2 * e * e) / c ** 3, (2 * e) / (c * c), 0, -2 / c, 0, 0];
    for (let k = 0; k < 3; k++) this.#rest1[k] = square1[k]! / (2 * rest);
    for (let k = 0; k < 6; k++) {
      this.#rest2[k] = square2[k]! / (2 * rest) - (square1[left[k]!]! * square1[right[k]!]!) / (4 * rest ** 3);
    }
  }

  /** Adds weight · ∂²[σ(φ₁) σ(φ₂)] to `sums`; s, s', s'' are σ and derivatives at φ₁, r, r', r'' at φ₂. */
  addSecond(
    weight: number,
    z1: number,
    z2: number,
    s: number,
    s1: number,
    s2: number,
    r: number,
    r1: number,
    r2: number,
    sums: Float64Array,
  ): void {
    for (let k = 0; k < 6; k++) {
      const a = left[k]!;
      const b = right[k]!;
      const first = this.#root1[a]! * z1;
      const firstOther = this.#root1[b]! * z1;
      const second = this.#slope1[a]! * z1 + this.#rest1[a]! * z2;
      const secondOther = this.#slope1[b]! * z1 + this.#rest1[b]! * z2;
      sums[k]! +=
        weight *
        ((s2 * first * firstOther + s1 * this.#root2[k]! * z1) * r +
          s1 * r1 * (first * secondOther + firstOther * second) +
          s * (r2 * second * secondOther + r1 * (this.#slope2[k]! * z1 + this.#rest2[k]! * z2)));
    }
  }
}

/** The two coordinates of each second derivative. */
const left = [0, 0, 0, 1, 1, 2] as const;
const right = [0, 1, 2, 1, 2, 2] as const;
