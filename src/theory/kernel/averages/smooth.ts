import { inputPairs, pairIndex } from '../../../model/ensemble.ts';
import type { Correlation } from '../../../numeric/correlation.ts';
import { HermiteCoefficients, type LineFunction } from '../../../numeric/gaussian-average.ts';
import { MehlerTable, triangleSize } from '../../../numeric/mehler.ts';
import { OrthonormalPairTable } from '../../../numeric/orthonormal-pair.ts';
import { kernelCorrelationInto } from '../correlation.ts';
import type { AveragesRequest, KernelAverages } from './kernel-averages.ts';

/** Hermite coefficients beyond this order are not taken; what is missing then shows in the error estimate. */
const lastCoefficient = 8192;

/**
 * Averages of any σ by quadrature: Hermite coefficients per input, then sums over coefficients per pair. The number of
 * nodes and of coefficients grows until both error estimates meet the tolerance.
 */
export class SmoothAverages implements KernelAverages {
  readonly request: AveragesRequest;
  readonly single: Float64Array;
  readonly singleOrder: number;
  readonly derivatives: Float64Array;
  readonly modes: Float64Array;
  readonly #f: LineFunction;
  readonly #coefficients: HermiteCoefficients;
  readonly #pairs: readonly (readonly [number, number])[];
  readonly #variances: Float64Array;
  readonly #mehler: MehlerTable;
  readonly #orthonormal: OrthonormalPairTable;
  readonly #correlation: Correlation = { rho: 0, deviation: 1 };
  /** Highest Hermite coefficient in use. */
  #available: number;
  #tail = 0;
  #quadrature = 0;

  constructor(f: LineFunction, request: AveragesRequest) {
    const { inputs, derivativeOrder, modeOrder, tolerance } = request;
    this.request = request;
    this.#f = f;
    this.#pairs = inputPairs(inputs);
    this.singleOrder = Math.max(derivativeOrder, modeOrder);
    this.single = new Float64Array(inputs * (this.singleOrder + 1));
    this.derivatives = new Float64Array(this.#pairs.length * triangleSize(derivativeOrder));
    this.modes = new Float64Array(modeOrder > 0 ? this.#pairs.length * triangleSize(modeOrder) : 0);
    this.#variances = new Float64Array(inputs);
    this.#mehler = new MehlerTable(derivativeOrder);
    this.#orthonormal = new OrthonormalPairTable(modeOrder);
    this.#available = this.singleOrder + 24;
    this.#coefficients = new HermiteCoefficients(
      f,
      inputs,
      tolerance / 2,
      inputs > 1 ? this.#available : this.singleOrder,
    );
  }

  evaluate(kernel: Float64Array): number {
    const { inputs, tolerance } = this.request;
    for (let a = 0; a < inputs; a++) this.#variances[a] = kernel[pairIndex(inputs, a, a)]!;
    for (;;) {
      const error = this.#coefficients.evaluate(this.#variances, inputs > 1 ? this.#available : -1, this.singleOrder);
      for (let a = 0; a < inputs; a++) {
        const beta = this.#coefficients.beta[a]!;
        const at = a * (this.singleOrder + 1);
        for (let k = 0; k <= this.singleOrder; k++) this.single[at + k] = beta[k]!;
      }
      this.#tail = 0;
      this.#quadrature = 0;
      for (let p = 0; p < this.#pairs.length; p++) this.#evaluatePair(kernel, p);
      if (this.#tail > tolerance / 2 && this.#moreCoefficients()) continue;
      if (this.#quadrature > tolerance / 2 && this.#coefficients.basis.refine()) continue;
      return Math.max(error, this.#tail, this.#quadrature);
    }
  }

  #moreCoefficients(): boolean {
    const next = Math.min(lastCoefficient, Math.ceil(1.5 * this.#available));
    if (next <= this.#available || !this.#coefficients.basis.extend(next)) return false;
    this.#available = next;
    return true;
  }

  #evaluatePair(kernel: Float64Array, p: number): void {
    const { derivativeOrder, modeOrder } = this.request;
    const [c, d] = this.#pairs[p]!;
    if (c === d) return;
    const { alpha, values, scale, basis } = this.#coefficients;
    const unit = scale[c]! * scale[d]!;
    kernelCorrelationInto(this.#variances[c]!, this.#variances[d]!, kernel[p]!, this.#correlation);
    const { rho, deviation } = this.#correlation;
    const offset = p * triangleSize(derivativeOrder);
    const tail = this.#mehler.into(alpha[c]!, alpha[d]!, this.#available, rho, this.derivatives, offset);
    if (unit === 0) return;
    this.#tail = Math.max(this.#tail, tail / unit);
    if (modeOrder === 0) return;
    const at = p * triangleSize(modeOrder);
    const error = this.#orthonormal.into(
      basis,
      this.#f.parity,
      values[c]!,
      alpha[d]!,
      this.#available,
      rho,
      deviation,
      this.modes,
      at,
    );
    this.#tail = Math.max(this.#tail, error.tail / scale[d]!);
    this.#quadrature = Math.max(this.#quadrature, error.quadrature / unit);
  }
}
