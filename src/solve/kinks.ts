import type { StateAt } from './initial-value.ts';

/** Functions of the state whose zeros are the kinks of a rate. */
export interface Switching {
  readonly count: number;
  /** Writes s_i(t, y). */
  readonly values: (t: number, y: Float64Array, out: Float64Array) => void;
}

/** A parabola through three samples is followed to its lowest point when that is below this share of the samples. */
const shareToFollow = 0.25;

/**
 * Finds where, in a step that was taken with every branch frozen, the first switching function leaves its branch: the
 * first time at which branch_i s_i < 0 for some i. Signs are tested at equidistant samples in the step, and at the lowest
 * point of the parabola through three samples where that comes near zero, so that a crossing which comes back inside
 * the step is seen unless it is much shorter than the distance of two samples. Values within rounding (16 eps of the
 * largest sample) of zero are on the kink, and not beyond.
 */
export class KinkFinder {
  readonly #switching: Switching;
  readonly #branch: Int8Array;
  readonly #samples: Float64Array[];
  readonly #rounding: Float64Array;
  readonly #values: Float64Array;
  readonly #state: Float64Array;

  /** `branch` belongs to the caller, who changes it between steps. */
  constructor(switching: Switching, branch: Int8Array, unknowns: number, samplesPerStep: number) {
    this.#switching = switching;
    this.#branch = branch;
    this.#samples = Array.from({ length: samplesPerStep + 1 }, () => new Float64Array(switching.count));
    this.#rounding = new Float64Array(switching.count);
    this.#values = new Float64Array(switching.count);
    this.#state = new Float64Array(unknowns);
  }

  /** The time of the first kink of the step, just beyond it, or null. */
  examine(before: number, after: number, at: StateAt): number | null {
    const samples = this.#samples;
    const last = samples.length - 1;
    const time = (k: number) => (k === last ? after : before + ((after - before) * k) / last);
    this.#rounding.fill(0);
    samples.forEach((values, k) => {
      this.#measure(time(k), at, values);
    });
    for (let k = 1; k <= last; k++) {
      const dip = k < 2 ? null : this.#dip(k, time, at);
      if (dip !== null) {
        const middle = time(k - 1);
        return this.#locate((dip - middle) * (after - before) > 0 ? middle : time(k - 2), dip, at);
      }
      if (this.#margin(samples[k]!) < 0) return this.#locate(time(k - 1), time(k), at);
    }
    return null;
  }

  /** A time between samples k − 2 and k where some function has left its branch though it had not at k − 2 and k − 1. */
  #dip(k: number, time: (k: number) => number, at: StateAt): number | null {
    const [first, middle, last] = [this.#samples[k - 2]!, this.#samples[k - 1]!, this.#samples[k]!];
    for (let i = 0; i < first.length; i++) {
      const bend = first[i]! - 2 * middle[i]! + last[i]!;
      const slope = (last[i]! - first[i]!) / 2;
      const lowest = middle[i]! - (slope * slope) / (2 * bend);
      const inside = bend > 0 && Math.abs(slope) < bend;
      if (!inside || lowest > shareToFollow * Math.min(first[i]!, middle[i]!, last[i]!)) continue;
      const t = time(k - 1) - (slope / bend) * (time(k) - time(k - 1));
      if (this.#marginAt(t, at) < 0) return t;
    }
    return null;
  }

  /** Shrinks the interval from `from`, inside, to `to`, beyond, to rounding about a zero of the margin: false position (Illinois). */
  #locate(from: number, to: number, at: StateAt): number {
    let low = this.#marginAt(from, at);
    let high = this.#marginAt(to, at);
    let kept = 0;
    for (let k = 1; ; k++) {
      const gap = 2 * Number.EPSILON * Math.max(Math.abs(from), Math.abs(to));
      const width = Math.abs(to - from);
      if (width <= gap) return to;
      const fraction = k % 8 === 0 ? 0.5 : low / (low - high);
      const t = from + (to - from) * Math.min(Math.max(fraction, gap / width), 1 - gap / width);
      if (t === from || t === to) return to;
      const margin = this.#marginAt(t, at);
      if (margin < 0) {
        [to, high] = [t, margin];
        if (kept < 0) low /= 2;
        kept = -1;
      } else {
        [from, low] = [t, margin];
        if (kept > 0) high /= 2;
        kept = 1;
      }
    }
  }

  #marginAt(t: number, at: StateAt): number {
    this.#measure(t, at, this.#values);
    return this.#margin(this.#values);
  }

  #margin(values: Float64Array): number {
    let least = Infinity;
    for (let i = 0; i < values.length; i++) least = Math.min(least, values[i]! + this.#rounding[i]!);
    return least;
  }

  /** branch_i s_i at a time. */
  #measure(t: number, at: StateAt, out: Float64Array): void {
    at(t, this.#state);
    this.#switching.values(t, this.#state, out);
    for (let i = 0; i < out.length; i++) {
      this.#rounding[i] = Math.max(this.#rounding[i]!, 16 * Number.EPSILON * Math.abs(out[i]!));
      out[i]! *= this.#branch[i]!;
    }
  }
}
