import type { RealArray } from '../numeric/dense/matrix.ts';
import { createNormalStream, createWordStream } from '../numeric/random/normal-stream.ts';
import type { Parameter } from './parameter.ts';

/**
 * Initial values of every parameter, as float64, rounded where the network is float32. An array that is drawn has the
 * address (seed, 'initial-weights', its number), entries row by row; its number is made of kind and ordinal of the layer:
 * two networks that differ by layers of another kind begin with the same weights in the others.
 */
export function drawInitialWeights(parameters: readonly Parameter<RealArray>[], seed: bigint): void {
  for (const { beginning, value, stream } of parameters) {
    const { data } = value;
    if (typeof beginning === 'number') data.fill(beginning);
    else {
      const address = { seed, purpose: 'initial-weights', network: stream } as const;
      const drawn = new Float64Array(16 * Math.ceil(data.length / 16));
      if (beginning.draw === 'gaussian') createNormalStream('philox', address).fill(drawn, drawn.length);
      else {
        const words = new Uint32Array(drawn.length);
        createWordStream('philox', address).fill(words, words.length);
        // Uniform on (−√3, √3): variance 1.
        for (let i = 0; i < words.length; i++) drawn[i] = ((words[i]! + 0.5) * 2 ** -31 - 1) * Math.sqrt(3);
      }
      for (let i = 0; i < data.length; i++) data[i] = drawn[i]! * beginning.deviation;
    }
  }
}
