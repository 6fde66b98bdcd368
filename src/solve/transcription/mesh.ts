import type { SchemeName } from './scheme.ts';
import { schemes } from './scheme.ts';

/** K + 1 nodes from 0 to 1: equal steps, or finer at both ends, p = (1 − cos πu)/2. */
export function gradedMesh(intervals: number, grading: 'uniform' | 'cosine'): Float64Array {
  return Float64Array.from({ length: intervals + 1 }, (_, k) => {
    const u = k / intervals;
    if (k === 0 || k === intervals) return u;
    return grading === 'uniform' ? u : 0.5 - 0.5 * Math.cos(Math.PI * u);
  });
}

/** Nodes at which layers of relative thickness ρ_ℓ begin and end. @throws RangeError unless ρ > 0 */
export function meshOfSteps(steps: readonly number[]): Float64Array {
  const total = steps.reduce((sum, step) => sum + step, 0);
  if (!steps.every((step) => step > 0)) throw new RangeError('mesh: every step must be positive');
  const nodes = new Float64Array(steps.length + 1);
  let p = 0;
  for (const [i, step] of steps.entries()) {
    p += step / total;
    nodes[i + 1] = p;
  }
  nodes[steps.length] = 1;
  return nodes;
}

/**
 * `intervals` steps on which a density is equally shared: `density[k] ≥ 0` on interval k of `nodes`, smoothed over
 * neighbours, with a floor so that no step grows beyond `ratio` times what equal sharing of p would give.
 */
export function equidistributed(
  nodes: Float64Array,
  density: readonly number[],
  intervals: number,
  ratio: number,
): Float64Array {
  const count = density.length;
  const smooth = density.map((value, k) => {
    const before = density[Math.max(0, k - 1)]!;
    const after = density[Math.min(count - 1, k + 1)]!;
    return (before + 2 * value + after) / 4;
  });
  const step = (k: number) => nodes[k + 1]! - nodes[k]!;
  const mean = smooth.reduce((sum, value, k) => sum + value * step(k), 0);
  const floor = mean > 0 ? mean / ratio : 1;
  const cumulative = [0];
  for (let k = 0; k < count; k++) cumulative.push(cumulative[k]! + (smooth[k]! + floor) * step(k));
  const total = cumulative[count]!;
  const out = new Float64Array(intervals + 1);
  let k = 0;
  for (let i = 1; i < intervals; i++) {
    const wanted = (total * i) / intervals;
    while (cumulative[k + 1]! < wanted) k++;
    out[i] = nodes[k]! + (step(k) * (wanted - cumulative[k]!)) / (cumulative[k + 1]! - cumulative[k]!);
  }
  out[intervals] = 1;
  return out;
}

/** Depth of every stage, by k · stages + i. */
export function stagePositions(nodes: Float64Array, scheme: SchemeName): Float64Array {
  const { c } = schemes[scheme];
  const intervals = nodes.length - 1;
  return Float64Array.from({ length: intervals * c.length }, (_, index) => {
    const k = Math.floor(index / c.length);
    const node = nodes[k]!;
    return node + (nodes[k + 1]! - node) * c[index % c.length]!;
  });
}

/**
 * Controls on a new mesh, or scheme, by linear interpolation in depth: controls at equal depth are averaged first, beyond
 * the ends the nearest one is taken. `length`: entries of one control.
 */
export function interpolateControls(
  controls: Float64Array,
  from: Float64Array,
  to: Float64Array,
  length: number,
): Float64Array {
  const order = [...from.keys()].sort((a, b) => from[a]! - from[b]!);
  const places: { p: number; members: number[] }[] = [];
  for (const index of order) {
    const last = places.at(-1);
    if (last && from[index]! - last.p < 1e-13) last.members.push(index);
    else places.push({ p: from[index]!, members: [index] });
  }
  const out = new Float64Array(to.length * length);
  const add = (target: number, { members }: { members: number[] }, weight: number) => {
    if (weight === 0) return;
    for (const member of members) {
      const factor = weight / members.length;
      for (let j = 0; j < length; j++) out[target * length + j]! += factor * controls[member * length + j]!;
    }
  };
  for (const [target, p] of to.entries()) {
    let right = places.findIndex((place) => place.p >= p);
    if (right < 0) right = places.length - 1;
    const left = Math.max(0, right - 1);
    const gap = places[right]!.p - places[left]!.p;
    const share = gap > 0 ? Math.min(1, Math.max(0, (p - places[left]!.p) / gap)) : 1;
    add(target, places[left]!, 1 - share);
    add(target, places[right]!, share);
  }
  return out;
}
