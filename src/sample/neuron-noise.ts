import type { RandomAddress } from '../numeric/random/address.ts';
import { createNormalStream, type NormalStream } from '../numeric/random/normal-stream.ts';

/** Neurons share random words in groups of eight lanes. */
const lanes = 8;

/**
 * Standard normals for the neurons of one layer after another.
 *
 * The stream's groups of eight are dealt out neuron block by neuron block, input by input within a block, so that a vector
 * engine can draw them in registers: group b·N + a belongs to neurons 8b … 8b + 7 of input a. A last partial block and an
 * odd number of groups leave draws unused.
 */
export class NeuronNoise {
  readonly #stream: NormalStream;
  readonly #drawn: Float64Array;
  readonly #inputs: number;
  readonly #width: number;

  constructor(kind: 'xoshiro' | 'philox', address: RandomAddress, inputs: number, width: number) {
    this.#stream = createNormalStream(kind, address);
    const groups = Math.ceil(width / lanes) * inputs;
    this.#drawn = new Float64Array((groups + (groups % 2)) * lanes);
    this.#inputs = inputs;
    this.#width = width;
  }

  reset(address: RandomAddress): void {
    this.#stream.reset(address);
  }

  /** out[a·n + i] ~ N(0, 1), independent. */
  fillLayer(out: Float64Array): void {
    const drawn = this.#drawn;
    const inputs = this.#inputs;
    const width = this.#width;
    this.#stream.fill(drawn, drawn.length);
    for (let a = 0; a < inputs; a++) {
      const row = a * width;
      for (let block = 0, i = 0; i < width; block++) {
        const from = (block * inputs + a) * lanes;
        const end = Math.min(width - i, lanes);
        for (let lane = 0; lane < end; lane++) out[row + i + lane] = drawn[from + lane]!;
        i += end;
      }
    }
  }
}
