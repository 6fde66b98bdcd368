import { createNormalStream, type NormalStream } from '#odepth/numeric/random/normal-stream';
import { lookStandardErrors, nextNetworks } from '#odepth/study/validity-window/allocation';
import { relativeErrors } from '#odepth/study/validity-window/relative-error';
import { type WindowEdge, windowEdge } from '#odepth/study/validity-window/window-edge';

/** A quantity X(t) whose theory is X(t) (1 + excess t²), seen through networks with correlated noise. */
export interface SyntheticWindow {
  readonly value: (t: number) => number;
  /** Negative: theory below. */
  readonly excess: number;
  readonly tolerance: number;
  /** One network's noise: a random walk, √Var = walk √t, and a factor common to all depths, absolute. */
  readonly walk: number;
  readonly common: number;
  /** Standard deviation of the theory's own relative error, one number for all depths. */
  readonly theoryError: number;
  readonly z: number;
  /** How often networks may be added. */
  readonly rounds: number;
  readonly atMost: number;
}

const depths = 13;
const times = Array.from({ length: depths }, (_, i) => 0.25 * i);
const firstNetworks = 64;
/** Normals of one network: its steps, its common factor; sixteen make a group. */
const perNetwork = 16;

/** Where |theory/X − 1| passes the tolerance. */
export function trueEdge({ excess, tolerance }: SyntheticWindow): number {
  return Math.sqrt(tolerance / Math.abs(excess));
}

/** Draws runs of a synthetic window: network m of run r is at address (seed r, 'test', m). */
export class SyntheticRuns {
  readonly #stream: NormalStream = createNormalStream('xoshiro', { seed: 0n, purpose: 'test', network: 0 });
  readonly #normals = new Float64Array(perNetwork);
  readonly #sum = new Float64Array(depths);
  readonly #squares = new Float64Array(depths);

  /** The edge found in run `run`. */
  edge(window: SyntheticWindow, run: number): WindowEdge {
    this.#sum.fill(0);
    this.#squares.fill(0);
    const seed = BigInt(run);
    this.#stream.reset({ seed, purpose: 'test', network: 2 ** 40 });
    this.#stream.fill(this.#normals, perNetwork);
    const shift = 1 + window.theoryError * this.#normals[0]!;
    let networks = 0;
    let target = firstNetworks;
    for (let round = 0; ; round++) {
      for (; networks < target; networks++) this.#add(window, seed, networks);
      const errors = this.#errors(window, networks, shift);
      const z = lookStandardErrors(window.z, round);
      const { tolerance, atMost } = window;
      const rule = { standardErrors: window.z, tolerances: [tolerance], atMost };
      target = nextNetworks({ networks, round, series: [{ times, ...errors }] }, rule);
      if (round === window.rounds || target === networks) {
        return windowEdge(times, errors.error, errors.standardError, tolerance, z);
      }
    }
  }

  #add({ value, walk, common }: SyntheticWindow, seed: bigint, network: number): void {
    this.#stream.reset({ seed, purpose: 'test', network });
    this.#stream.fill(this.#normals, perNetwork);
    let noise = common * this.#normals[0]!;
    for (let i = 0; i < depths; i++) {
      if (i > 0) noise += walk * Math.sqrt(times[i]! - times[i - 1]!) * this.#normals[i]!;
      const x = value(times[i]!) + noise;
      this.#sum[i]! += x;
      this.#squares[i]! += x * x;
    }
  }

  #errors({ value, excess, theoryError }: SyntheticWindow, networks: number, shift: number) {
    const mean = this.#sum.map((x) => x / networks);
    const error = mean.map((m, i) => Math.sqrt((this.#squares[i]! / networks - m * m) / (networks - 1)));
    const theory = times.map((t) => value(t) * (1 + excess * t * t) * shift);
    return relativeErrors(
      { value: theory, error: theory.map((x) => Math.abs(x) * theoryError) },
      { value: mean, error },
      [1],
    );
  }
}
