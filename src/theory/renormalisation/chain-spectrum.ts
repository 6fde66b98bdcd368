import { log } from '../../numeric/elementary.ts';
import type { MarkovChain } from './markov-chain.ts';

export interface ChainEigenvalue {
  readonly real: number;
  readonly imaginary: number;
  readonly modulus: number;
}

export interface ChainSpectrum {
  /** λ_1 = 1, λ_2, …, by descending modulus; those of one modulus by descending real, then imaginary part. */
  readonly values: readonly ChainEigenvalue[];
  /** |λ₂|. */
  readonly second: number;
  /** ξ = −1/ln |λ₂|: correlations fall as e^{−r/ξ} in the end. 0 where λ₂ vanishes (to 10⁻¹⁵): then they end after finitely many steps. */
  readonly correlationLength: number;
}

/**
 * Eigenvalues of P by reduction to Hessenberg form and QR steps (ml-matrix, after EISPACK's hqr2; tred2 and tql2 where P is
 * symmetric): error some 10⁻¹⁵ of well-conditioned ones; one of multiplicity m without as many eigenvectors, 10^{−15/m}.
 */
export async function chainSpectrum({ states, transition }: MarkovChain): Promise<ChainSpectrum> {
  const { EigenvalueDecomposition, Matrix } = await import('ml-matrix');
  const rows = Array.from({ length: states }, (_, i) => transition.subarray(i * states, (i + 1) * states));
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(new Matrix(rows));
  const values = realEigenvalues.map((real, k) => {
    const imaginary = imaginaryEigenvalues[k]!;
    return { real, imaginary, modulus: Math.sqrt(real * real + imaginary * imaginary) };
  });
  values.sort((a, b) => b.modulus - a.modulus || b.real - a.real || b.imaginary - a.imaginary);
  const second = values[1]!.modulus;
  return { values, second, correlationLength: second > 1e-15 ? -1 / log(second) : 0 };
}
