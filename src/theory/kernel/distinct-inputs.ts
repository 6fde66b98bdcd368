import { packedIndex, pairIndex } from '../../model/ensemble.ts';

/**
 * Inputs that repeat others exactly (equal rows of K(0)) stay equal at every depth: the theory is solved for the distinct
 * ones, and results are read back for all.
 */
export interface DistinctInputs {
  /** Number of distinct inputs. */
  readonly count: number;
  /** K(0) of the distinct inputs by pairs. */
  readonly kernel: Float64Array;
  /** For every pair of the given inputs, the pair of distinct ones. */
  readonly pair: Int32Array;
  /** 1 where the pair's first input is the second of the distinct pair. */
  readonly swapped: Uint8Array;
  /** For every packed pair of pairs of the given inputs, that of distinct ones. */
  readonly packed: Int32Array;
}

/** The number of distinct inputs alone: what `distinctInputs` says of pairs of pairs takes N⁴/8 steps. */
export function distinctCount(inputKernel: readonly (readonly number[])[]): number {
  return representatives(inputKernel).representative.length;
}

/** The first of each distinct input, and for every input which of them it is. */
function representatives(inputKernel: readonly (readonly number[])[]): { representative: number[]; of: number[] } {
  const representative: number[] = [];
  const of = inputKernel.map((row, input) => {
    const known = representative.findIndex((a) => inputKernel[a]!.every((value, c) => value === row[c]));
    if (known >= 0) return known;
    representative.push(input);
    return representative.length - 1;
  });
  return { representative, of };
}

export function distinctInputs(inputKernel: readonly (readonly number[])[]): DistinctInputs {
  const inputs = inputKernel.length;
  const { representative, of } = representatives(inputKernel);
  const count = representative.length;
  const kernel = new Float64Array((count * (count + 1)) / 2);
  for (let a = 0; a < count; a++) {
    for (let b = a; b < count; b++)
      kernel[pairIndex(count, a, b)] = inputKernel[representative[a]!]![representative[b]!]!;
  }
  const pairCount = (inputs * (inputs + 1)) / 2;
  const pair = new Int32Array(pairCount);
  const swapped = new Uint8Array(pairCount);
  for (let a = 0; a < inputs; a++) {
    for (let b = a; b < inputs; b++) {
      pair[pairIndex(inputs, a, b)] = pairIndex(count, of[a]!, of[b]!);
      swapped[pairIndex(inputs, a, b)] = of[a]! > of[b]! ? 1 : 0;
    }
  }
  const packed = new Int32Array((pairCount * (pairCount + 1)) / 2);
  for (let p = 0; p < pairCount; p++) {
    for (let q = p; q < pairCount; q++) {
      packed[packedIndex(pairCount, p, q)] = packedIndex(kernel.length, pair[p]!, pair[q]!);
    }
  }
  return { count, kernel, pair, swapped, packed };
}
