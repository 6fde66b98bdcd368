import type { SamplingPlan } from '../../plan.ts';

/** Most values that one reduction over the threads carries: 12 × 256 threads × 4 bytes is three quarters of the storage every adapter grants. */
const largestTile = 12;
/** Networks dispatched together at least, so that a large GPU has work for every multiprocessor. */
const leastNetworks = 256;
/** Neuron·input·layer updates of one dispatch where it holds more networks than that: 0.25 s of a small GPU. */
const dispatchUpdates = 2 ** 28;
/** Bytes of the states and of the sums of one dispatch, where one network does not need more. */
const stateBytes = 2 ** 27;
const sumBytes = 2 ** 25;
/** Workgroups in one dimension of a dispatch that every adapter grants. */
const mostWorkgroups = 65535;

/** Sizes of a plan's kernel and of its buffers; all follow from the plan. */
export interface Extent {
  readonly coupled: boolean;
  /** N. */
  readonly inputs: number;
  /** P = N (N + 1) / 2. */
  readonly pairs: number;
  /** Q = P (P + 1) / 2. */
  readonly packed: number;
  /** Threads of a workgroup: about four of their items in a network, 32 … 256. */
  readonly threads: number;
  /** Neuron blocks of 8 whose normals are drawn together: 1 for even N, 2 for odd. */
  readonly blocks: number;
  /** Items of a network, dealt to the threads: each 4 neurons of `blocks` blocks. */
  readonly items: number;
  /** Groups of four neurons that a row of the state has room for. */
  readonly quads: number;
  /** Rows of a network's state: φ (N), and coupled φ̃ (N), σ(φ̃) (N) and X (P). */
  readonly rows: number;
  /** Pairs of groups of eight normals that a layer takes from the stream (`neuron-noise.ts`). */
  readonly groupPairs: number;
  /** Values that one reduction over the threads carries; even. */
  readonly tile: number;
  /** Sums over pairs at one depth, filled up to whole tiles. */
  readonly pairSums: number;
  /** Sums at one depth: those and, coupled, two for each pair of pairs. */
  readonly depthSums: number;
  /** Float32 numbers that come back for one network: layer of failure, zero columns, sums by depth. */
  readonly networkSums: number;
  /** Numbers of one layer in the table of the infinite-width chain (`chain-table.ts`). */
  readonly rowLength: number;
  /** Neuron·input·layer updates of one network. */
  readonly updates: number;
  /** Networks of one dispatch. */
  readonly networks: number;
  /** Bytes of the largest buffer. */
  readonly largestBuffer: number;
  /** Bytes of all buffers, those on the host included. */
  readonly bytes: number;
}

export function extentOf(plan: SamplingPlan): Extent {
  const { width, layers } = plan.ensemble;
  const coupled = plan.controlVariates;
  const { inputs } = plan.chain;
  const pairs = (inputs * (inputs + 1)) / 2;
  const packed = (pairs * (pairs + 1)) / 2;
  const blocks = inputs % 2 === 0 ? 1 : 2;
  const items = 2 * Math.ceil(Math.ceil(width / 8) / blocks);
  const threads = Math.max(32, Math.min(256, 2 ** Math.ceil(Math.log2(items / 4))));
  const quads = items * blocks;
  const rows = coupled ? 3 * inputs + pairs : inputs;
  const tile = 2 * Math.ceil(pairs / Math.ceil(pairs / largestTile) / 2);
  const pairSums = tile * Math.ceil(((coupled ? 5 : 2) * pairs) / tile);
  const depthSums = pairSums + (coupled ? 2 * packed : 0);
  const networkSums = 2 + plan.savedLayers.length * depthSums;
  const rowLength = 1 + inputs * inputs + (coupled ? 6 : 3) * pairs;
  const updates = inputs * width * layers;
  const byWork = Math.max(leastNetworks, Math.floor(dispatchUpdates / Math.max(1, updates)));
  const byState = Math.floor(stateBytes / (16 * rows * quads));
  const bySums = Math.floor(sumBytes / (4 * networkSums));
  const networks = Math.max(1, Math.min(mostWorkgroups, byWork, byState, bySums));
  const buffers = {
    states: 16 * rows * quads * networks,
    sums: 4 * networkSums * networks,
    table: 4 * rowLength * (layers + 1),
  };
  return {
    ...{
      coupled,
      inputs,
      pairs,
      packed,
      threads,
      blocks,
      items,
      quads,
      rows,
      tile,
      pairSums,
      depthSums,
      networkSums,
      rowLength,
      updates,
    },
    groupPairs: Math.ceil((Math.ceil(width / 8) * inputs) / 2),
    networks,
    largestBuffer: Math.max(...Object.values(buffers)),
    // Sums lie on the device once and twice where the host reads them.
    bytes: buffers.states + 3 * buffers.sums + buffers.table,
  };
}
