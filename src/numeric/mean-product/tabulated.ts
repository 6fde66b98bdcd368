import { type Correlation, correlationInto } from '../correlation.ts';
import { log } from '../elementary.ts';
import type { LineFunction } from '../gaussian-average.ts';
import { type Cell, type CellContent, cellWidth, evaluateCell, fitCell } from './cell.ts';
import { diagonals, likeness, type MeanProduct } from './mean-product.ts';

/** Neglected terms allowed, relative to √(E₂_aa E₂_bb). */
const tailTolerance = 1e-12;
/** Coefficients are tabulated, and summed, in blocks that end below these orders. */
const blockEnds = [32, 64, 128, 256, 512, 1024];

/**
 * Mean products of any f from tables over ln v, by Mehler's sum over Hermite coefficients α_k(v) = E[f(√v z) h_k(z)],
 *
 *     E₂_ab = Σ_{k<R} α_k(K_aa) α_k(K_bb) ρ^k + √(r_a r_b) ρ^R,   r_a = E[f²](K_aa) − Σ_{k<R} α_k(K_aa)²,   E₂_aa = E[f²](K_aa).
 *
 * By Cauchy and Schwarz the neglected tail is at most √(r_a r_b) |ρ|^R, so R grows until that is below 10⁻¹² √(E₂_aa E₂_bb)
 * for every pair, or the last block is reached. The last term stands in for the tail: it makes E₂ the Gram matrix of a
 * positive kernel at every R, exact for equal variables. Tables are made where they are needed (`fitCell`); E₂ at K
 * depends on K alone.
 */
export class TabulatedMeanProduct implements MeanProduct {
  readonly #f: LineFunction;
  readonly #diagonals: Int32Array;
  readonly #squares = new Map<number, Cell | null>();
  readonly #blocks: readonly { readonly orders: readonly number[]; readonly cells: Map<number, Cell | null> }[];
  readonly #polynomials = new Float64Array(65);
  /** By variable: cell, position in it, and r. */
  readonly #index: Int32Array;
  readonly #position: Float64Array;
  readonly #rest: Float64Array;
  /** α of all variables, row by row; correlations by pairs. */
  readonly #alpha: Float64Array;
  readonly #stride: number;
  readonly #rho: Float64Array;
  /** By pairs: the sign of variables that are equal or opposite, for which the sum is not needed; 0 for others. */
  readonly #like: Int8Array;
  readonly #correlation: Correlation = { rho: 0, deviation: 1 };

  constructor(f: LineFunction, inputs: number) {
    this.#f = f;
    this.#diagonals = diagonals(inputs);
    this.#blocks = blockEnds.map((end, i) => ({
      orders: survivingOrders(f, blockEnds[i - 1] ?? 0, end),
      cells: new Map(),
    }));
    this.#index = new Int32Array(inputs);
    this.#position = new Float64Array(inputs);
    this.#rest = new Float64Array(inputs);
    this.#stride = this.#blocks.reduce((sum, { orders }) => sum + orders.length, 0);
    this.#alpha = new Float64Array(inputs > 1 ? inputs * this.#stride : 0);
    this.#rho = new Float64Array((inputs * (inputs + 1)) / 2);
    this.#like = new Int8Array(this.#rho.length);
  }

  into(kernel: Float64Array, out: Float64Array): number {
    let error = this.#squaresInto(kernel, out);
    if (this.#diagonals.length === 1 || Number.isNaN(error)) return error;
    if (!this.#correlate(kernel)) return Number.NaN;
    let terms = 0;
    let tail = Infinity;
    for (let block = 0; block < this.#blocks.length && tail > tailTolerance; block++) {
      error = Math.max(error, this.#coefficients(block, terms));
      if (Number.isNaN(error)) return error;
      terms += this.#blocks[block]!.orders.length;
      tail = this.#tail(terms, out);
    }
    this.#sum(terms, out);
    return Math.max(error, tail);
  }

  /** E[f²] of every variable; returns the tables' largest error. */
  #squaresInto(kernel: Float64Array, out: Float64Array): number {
    let error = 0;
    for (let a = 0; a < this.#diagonals.length; a++) {
      const at = this.#diagonals[a]!;
      const variance = kernel[at]!;
      if (!(variance > 0 && variance < Infinity)) return Number.NaN;
      const place = log(variance) / cellWidth;
      this.#index[a] = Math.floor(place);
      this.#position[a] = 2 * (place - this.#index[a]!) - 1;
      const cell = this.#cell(this.#squares, this.#index[a]!, 'square');
      if (cell === null) return Number.NaN;
      evaluateCell(cell, this.#position[a]!, this.#polynomials, out, at);
      this.#rest[a] = out[at]!;
      error = Math.max(error, cell.error);
    }
    return error;
  }

  /** ρ of every pair; false where two variables have none. */
  #correlate(kernel: Float64Array): boolean {
    const inputs = this.#diagonals.length;
    for (let a = 0; a < inputs; a++) {
      const aa = this.#diagonals[a]!;
      for (let b = a + 1; b < inputs; b++) {
        const p = aa + b - a;
        const kbb = kernel[this.#diagonals[b]!]!;
        if (!correlationInto(kernel[aa]!, kbb, kernel[p]!, this.#correlation)) return false;
        const like = likeness(kernel[aa]!, kbb, kernel[p]!, this.#correlation.deviation);
        this.#rho[p] = this.#correlation.rho;
        this.#like[p] = like > 0 || this.#f.parity === 'even' ? like ** 2 : this.#f.parity === 'odd' ? like : 0;
      }
    }
    return true;
  }

  /** The α of one more block for every variable, taken out of r; returns the tables' largest error. */
  #coefficients(block: number, terms: number): number {
    const { orders, cells } = this.#blocks[block]!;
    let error = 0;
    for (let a = 0; a < this.#diagonals.length; a++) {
      const cell = this.#cell(cells, this.#index[a]!, orders);
      if (cell === null) return Number.NaN;
      const from = a * this.#stride + terms;
      evaluateCell(cell, this.#position[a]!, this.#polynomials, this.#alpha, from);
      let rest = this.#rest[a]!;
      for (let i = from; i < from + orders.length; i++) rest -= this.#alpha[i]! ** 2;
      this.#rest[a] = Math.max(0, rest);
      error = Math.max(error, cell.error);
    }
    return error;
  }

  /** Largest |ρ|^R √(r_a r_b / (E₂_aa E₂_bb)) over the pairs. */
  #tail(terms: number, out: Float64Array): number {
    const inputs = this.#diagonals.length;
    const next = this.#f.parity === 'none' ? terms : 2 * terms + (this.#f.parity === 'odd' ? 1 : 0);
    let largest = 0;
    for (let a = 0; a < inputs; a++) {
      const aa = this.#diagonals[a]!;
      for (let b = a + 1; b < inputs; b++) {
        const p = aa + b - a;
        const rest = this.#rest[a]! * this.#rest[b]!;
        if (this.#like[p] !== 0 || rest === 0) continue;
        const share = Math.sqrt(rest / (out[aa]! * out[this.#diagonals[b]!]!));
        largest = Math.max(largest, share * power(Math.abs(this.#rho[p]!), next));
      }
    }
    return largest;
  }

  #sum(terms: number, out: Float64Array): void {
    const inputs = this.#diagonals.length;
    const alpha = this.#alpha;
    for (let a = 0; a < inputs; a++) {
      const aa = this.#diagonals[a]!;
      for (let b = a + 1; b < inputs; b++) {
        const p = aa + b - a;
        if (this.#like[p] !== 0) {
          out[p] = this.#like[p]! * Math.sqrt(out[aa]! * out[this.#diagonals[b]!]!);
          continue;
        }
        const rho = this.#rho[p]!;
        const factor = this.#f.parity === 'none' ? rho : rho * rho;
        const first = a * this.#stride;
        const second = b * this.#stride;
        let sum = Math.sqrt(this.#rest[a]! * this.#rest[b]!);
        for (let i = terms - 1; i >= 0; i--) sum = sum * factor + alpha[first + i]! * alpha[second + i]!;
        out[p] = this.#f.parity === 'odd' ? rho * sum : sum;
      }
    }
  }

  #cell(cells: Map<number, Cell | null>, index: number, content: CellContent): Cell | null {
    const known = cells.get(index);
    if (known !== undefined) return known;
    const made = fitCell(this.#f, index, content);
    cells.set(index, made);
    return made;
  }
}

/** Orders from … end − 1 whose coefficients do not vanish by parity. */
function survivingOrders({ parity }: LineFunction, from: number, end: number): number[] {
  const orders: number[] = [];
  for (let k = parity === 'odd' ? from + 1 : from; k < end; k += parity === 'none' ? 1 : 2) orders.push(k);
  return orders;
}

/** base^exponent for a whole exponent ≥ 0, by squaring: the same bits in every engine. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, rest = exponent; rest > 0; rest >>= 1, square *= square) if (rest & 1) result *= square;
  return result;
}
