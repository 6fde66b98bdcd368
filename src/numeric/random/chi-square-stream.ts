import { log } from '../elementary.ts';
import type { RandomAddress, WordStream } from './address.ts';
import { createWordStream, type WordSource, wordsToNormals } from './normal-stream.ts';

/** Words taken from the stream at a time, for normals and for acceptance. */
const batch = 64;

/**
 * χ² variates of integer degrees of freedom at an address: twice a Γ(m/2) variate by Marsaglia & Tsang (ACM TOMS 26 (2000) 363),
 *
 *     d = m/2 − 1/3,  v = (1 + z/√(9d))³,  accepted if ln u < z²/2 + d (1 − v + ln v),  χ² = 2 d v,
 *
 * and z² for m = 1. About one normal and one uniform word per variate at every m; bits do not depend on the engine. Normals
 * come from 32-bit words (`wordsToNormals`), so a variate is resolved as finely as they are.
 */
export class ChiSquareStream {
  readonly #stream: WordStream;
  readonly #words = new Uint32Array(batch);
  readonly #normals = new Float64Array(batch);
  readonly #uniforms = new Float64Array(batch);
  #nextNormal = batch;
  #nextUniform = batch;

  /** @throws RangeError as `addressWords`. */
  constructor(source: WordSource, address: RandomAddress) {
    this.#stream = createWordStream(source, address);
  }

  /** Goes to the first variate of `address`. @throws RangeError as `addressWords`. */
  reset(address: RandomAddress): void {
    this.#stream.reset(address);
    this.#nextNormal = batch;
    this.#nextUniform = batch;
  }

  /** The next variate; `freedom` = m, an integer from 1. */
  next(freedom: number): number {
    if (freedom === 1) return this.#normal() ** 2;
    const d = 0.5 * freedom - 1 / 3;
    const scale = 1 / Math.sqrt(9 * d);
    for (;;) {
      const z = this.#normal();
      const root = 1 + scale * z;
      const u = this.#uniform();
      if (root <= 0) continue;
      const v = root * root * root;
      const square = z * z;
      // The squeeze 1 − 0.0331 z⁴ lies below the acceptance probability: most variates need no logarithm.
      if (u < 1 - 0.0331 * square * square || log(u) < 0.5 * square + d * (1 - v + log(v))) return 2 * d * v;
    }
  }

  #normal(): number {
    if (this.#nextNormal === batch) {
      this.#stream.fill(this.#words, batch);
      wordsToNormals(this.#words, this.#normals, 0, batch);
      this.#nextNormal = 0;
    }
    return this.#normals[this.#nextNormal++]!;
  }

  #uniform(): number {
    if (this.#nextUniform === batch) {
      this.#stream.fill(this.#words, batch);
      for (let i = 0; i < batch; i++) this.#uniforms[i] = (this.#words[i]! + 0.5) * 2.3283064365386963e-10;
      this.#nextUniform = 0;
    }
    return this.#uniforms[this.#nextUniform++]!;
  }
}
