import { asin } from '../../numeric/elementary.ts';
import { driftConcentration } from '../../theory/renormalisation/drift.ts';

/** Drift of layers that are the same but for rounding. */
const roundedDrift = 1e-13;

/** How the turning of a stream is spread over depth, in numbers. */
export interface Turning {
  /** Σθ, θ = arccos CKA between neighbours: the length of the path of kernels on the sphere. Finer layers do not change it. */
  readonly turning: number;
  /** Least part of the depth in which half of it happens: 0.5 where it is even; NaN where nothing turns. */
  readonly halfTurning: number;
  /** Part of Σd in the largest transition, d = 1 − CKA; in the largest two. Of layers as they are; NaN where nothing turns. */
  readonly largest: number;
  readonly largestTwo: number;
}

/** A stretch of depth. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Part of all turning that happens in it. */
  readonly part: number;
}

/** θ of every transition over the depth it takes. */
export function turningSpeeds(depths: readonly number[], drift: readonly number[]): number[] {
  return drift.map((d, i) => angleOfDrift(d) / (depths[i + 1]! - depths[i]!));
}

/** arccos(1 − d), without cancellation; 0 where the drift is rounding, that of a float32 stream included. */
export function angleOfDrift(drift: number): number {
  return drift < roundedDrift ? 0 : 2 * asin(Math.sqrt(drift / 2));
}

/** The numbers of a drift along depths from 0 to 1. */
export function turningOf(depths: readonly number[], drift: readonly number[]): Turning {
  const speeds = turningSpeeds(depths, drift);
  const pieces = speeds.map((speed, i) => ({ speed, depth: depths[i + 1]! - depths[i]! }));
  const turning = pieces.reduce((sum, { speed, depth }) => sum + speed * depth, 0);
  if (!(turning > 0)) return { turning, halfTurning: Number.NaN, largest: Number.NaN, largestTwo: Number.NaN };
  let left = turning / 2;
  let halfTurning = 0;
  for (const { speed, depth } of [...pieces].sort((a, b) => b.speed - a.speed)) {
    const taken = speed > 0 ? Math.min(depth, left / speed) : 0;
    halfTurning += taken;
    left -= taken * speed;
  }
  const { largest, largestTwo } = driftConcentration(drift);
  return { turning, halfTurning, largest, largestTwo };
}

/** The longest stretch of depth in which a stream turns with less than a part of its mean speed; null where there is none, all of it where nothing turns. */
export function slowStretch(depths: readonly number[], drift: readonly number[], part: number): Stretch | null {
  const speeds = turningSpeeds(depths, drift);
  const total = speeds.reduce((sum, speed, i) => sum + speed * (depths[i + 1]! - depths[i]!), 0);
  const slow = speeds.map((speed) => speed <= part * total);
  let best: Stretch | null = null;
  for (let first = 0; first < slow.length; first++) {
    let end = first;
    let turned = 0;
    for (; end < slow.length && slow[end]; end++) turned += speeds[end]! * (depths[end + 1]! - depths[end]!);
    const [from, to] = [depths[first]!, depths[end]!];
    if (end > first && to - from > (best ? best.to - best.from : 0))
      best = { from, to, part: total > 0 ? turned / total : 0 };
  }
  return best;
}
