import type { SampledSums } from '../../../parallel/merge-shards.ts';
import { isJsonArray, type Json, jsonNumber } from '../../../record/json.ts';
import type { NpyArray } from '../../../record/npy.ts';
import { partArray } from '../../../record/part.ts';

/** Sums of networks by dyadic node, and what was counted beside them. */
export type KeptSums = Pick<SampledSums, 'nodes' | 'diverged' | 'deficientPivots' | 'averageError'>;

/** Puts sums among the arrays of a part; what comes back belongs into its header. */
export function putSums(arrays: Map<string, NpyArray>, kept: KeptSums): Readonly<Record<string, Json>> {
  const { nodes, diverged, deficientPivots, averageError } = kept;
  for (const [i, { sums }] of nodes.entries()) arrays.set(`sums.${i}`, { shape: [sums.length], data: sums });
  return {
    ...{ deficientPivots, averageError },
    diverged: diverged.map(({ network, layer }) => [network, layer]),
    nodes: nodes.map(({ level, index }) => [level, index]),
  };
}

/** What `putSums` put there. @throws RangeError for anything else */
export function sumsIn(header: Readonly<Record<string, Json>>, arrays: ReadonlyMap<string, NpyArray>): KeptSums {
  const pairs = (name: string): (readonly [number, number])[] => {
    const rows = header[name];
    if (!isJsonArray(rows)) throw new RangeError(`no list ${name}`);
    return rows.map((row) => {
      if (!isJsonArray(row)) throw new RangeError(`no pairs in ${name}`);
      return [numberIn(row[0]), numberIn(row[1])];
    });
  };
  return {
    nodes: pairs('nodes').map(([level, index], i) => ({ level, index, sums: partArray(arrays, `sums.${i}`).data })),
    diverged: pairs('diverged').map(([network, layer]) => ({ network, layer })),
    deficientPivots: numberIn(header['deficientPivots']),
    averageError: numberIn(header['averageError']),
  };
}

function numberIn(value: Json | undefined): number {
  const number = jsonNumber(value);
  if (number === undefined) throw new RangeError('no number where one is expected');
  return number;
}
