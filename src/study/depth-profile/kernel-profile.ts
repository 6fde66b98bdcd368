import type { Matrix } from '../../numeric/dense/matrix.ts';
import { RowReader } from '../../record/row-reader.ts';
import { centredKernel, kernelDrift, kernelRanks } from '../../theory/renormalisation/kernel-ranks.ts';
import { RenormalisationError } from '../../theory/renormalisation/renormalisation-error.ts';
import type { StudyHost } from '../host.ts';
import { DataError } from '../richness/data-error.ts';
import type { KernelStream } from './depth-scenario.ts';
import type { ProfileNumber, StreamResult } from './profile.ts';
import { type RankQuantity, rankNames } from './quantities.ts';
import { turningWithErrors } from './turning-errors.ts';

/** Ranks and drift of a kernel along depth, with what the errors of its entries make of them. @throws DataError for a kernel without directions */
export function kernelProfile(
  { label, kernel, layers, inputs, depths }: KernelStream,
  centred: boolean,
  host: Pick<StudyHost, 'locate'>,
): StreamResult {
  const file = host.locate?.(kernel.file) ?? kernel.file;
  const values = kernelsIn(file, kernel.entry!, layers, inputs);
  const errors = kernelsIn(file, `${kernel.entry}.error`, layers, inputs);
  try {
    const ranks = values.map((one, i) =>
      withErrors(one, errors[i]!, (k) => kernelRanks(centred ? centredKernel(k) : k)),
    );
    const drift = values.slice(1).map((next, i): ProfileNumber => {
      const of = (a: Matrix, b: Matrix) => kernelDrift(centredKernel(a), centredKernel(b));
      const value = of(values[i]!, next);
      const before = entryErrors(values[i]!, errors[i]!, (k) => [of(k, next)]);
      const after = entryErrors(next, errors[i + 1]!, (k) => [of(values[i]!, k)]);
      return { value, error: Math.hypot(before[0]!, after[0]!) };
    });
    const rank = (name: RankQuantity) => ranks.map((one) => one[name]);
    const [first, last] = [rank('effectiveRank')[0]!, rank('effectiveRank').at(-1)!];
    return {
      label,
      depths,
      profiles: [
        {
          scope: '',
          ranks: Object.fromEntries(rankNames.map((name) => [name, rank(name)])) as Record<
            RankQuantity,
            ProfileNumber[]
          >,
          drift,
          turning: turningWithErrors(depths, drift),
          orderParameter: { value: first.value - last.value, error: Math.hypot(first.error, last.error) },
        },
      ],
      more: {},
      notes: [],
    };
  } catch (error) {
    if (!(error instanceof RenormalisationError)) throw error;
    throw new DataError(
      `${kernel.file}:${kernel.entry}: expected a kernel of inputs that differ at every depth. ${error.message}`,
    );
  }
}

function kernelsIn(file: string, entry: string, layers: number, inputs: number): Matrix[] {
  const reader = RowReader.openLines({ file, entry });
  try {
    const all = Float64Array.from(reader.read(0, reader.rows));
    return Array.from({ length: layers }, (_, layer) => ({
      ...{ rows: inputs, columns: inputs, stride: inputs },
      data: all.subarray(layer * inputs ** 2, (layer + 1) * inputs ** 2),
    }));
  } finally {
    reader.close();
  }
}

function withErrors(
  kernel: Matrix,
  errors: Matrix,
  of: (kernel: Matrix) => Record<RankQuantity, number>,
): Record<RankQuantity, ProfileNumber> {
  const value = of(kernel);
  const error = entryErrors(kernel, errors, (k) => {
    const found = of(k);
    return rankNames.map((name) => found[name]);
  });
  return Object.fromEntries(rankNames.map((name, i) => [name, { value: value[name], error: error[i]! }])) as Record<
    RankQuantity,
    ProfileNumber
  >;
}

/** What moving every entry of a symmetric kernel by its error does, as if entries were independent. */
function entryErrors(kernel: Matrix, errors: Matrix, of: (kernel: Matrix) => number[]): number[] {
  const size = kernel.rows;
  const before = of(kernel);
  const squares = before.map(() => 0);
  for (let a = 0; a < size; a++) {
    for (let b = a; b < size; b++) {
      const error = errors.data[a * size + b]!;
      if (!(error > 0)) continue;
      const data = kernel.data.slice();
      data[a * size + b]! += error;
      if (b > a) data[b * size + a]! += error;
      const after = of({ ...kernel, data });
      for (const [i, value] of before.entries()) squares[i]! += (after[i]! - value) ** 2;
    }
  }
  return squares.map(Math.sqrt);
}
