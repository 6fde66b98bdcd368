import { DenseArena } from '../numeric/dense/arena.ts';
import type { RealArray } from '../numeric/dense/matrix.ts';
import { SingleArena } from '../numeric/dense/single-arena.ts';
import { checkDescription } from './check-description.ts';
import { FlatNetwork } from './flat-network.ts';
import { drawInitialWeights } from './initial-weights.ts';
import type { SharedArena } from './kernels.ts';
import type { ArrayOf, Network, NetworkDescription, Precision } from './network.ts';
import { type PlannedLayer, withoutUnreadTokens } from './unread-tokens.ts';
import { Workspace } from './workspace.ts';

/**
 * A network at its initial weights (`drawInitialWeights`). @throws RangeError for a description that is not a network, or that
 * takes more memory than can be had
 */
export function createNetwork<P extends Precision>(
  description: NetworkDescription,
  precision: P,
  seed: bigint,
): Network<ArrayOf<P>> {
  checkDescription(description);
  return assembleNetwork(description, withoutUnreadTokens(description.layers), precision, seed);
}

/** The same, with layers as they are to be computed. */
export function assembleNetwork<P extends Precision>(
  description: NetworkDescription,
  layers: readonly PlannedLayer[],
  precision: P,
  seed: bigint,
): Network<ArrayOf<P>> {
  const build = <V extends RealArray>(arenaOf: (lengths: readonly number[]) => SharedArena<V>) => {
    const measuring = new Workspace(arenaOf([]), description.capacity);
    new FlatNetwork(description, layers, precision, measuring);
    const workspace = new Workspace(arenaOf(measuring.lengths), description.capacity, measuring);
    const network = new FlatNetwork(description, layers, precision, workspace);
    drawInitialWeights(network.layout, seed);
    return network;
  };
  const total = (lengths: readonly number[], bytesOf: (rows: number, columns: number) => number) =>
    lengths.reduce((sum, length) => sum + bytesOf(1, length), 0);
  const network: Network =
    precision === 'float64'
      ? build((lengths) => new DenseArena(total(lengths, DenseArena.bytesOf)))
      : build((lengths) => new SingleArena(total(lengths, SingleArena.bytesOf)));
  return network as Network<ArrayOf<P>>;
}
