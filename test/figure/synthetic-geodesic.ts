import type { Point } from '#odepth/figure/series';

/** p_0 … p_n of a mesh that is finer at both ends. */
export function gradedNodes(intervals: number): number[] {
  return Array.from({ length: intervals + 1 }, (_, i) => (1 - Math.cos((Math.PI * i) / intervals)) / 2);
}

/** 1 inside the bottleneck, 0 far from it, with transitions of the given width. */
function inside(p: number, from = 0.22, to = 0.8, width = 0.03): number {
  return 1 / ((1 + Math.exp((from - p) / width)) * (1 + Math.exp((p - to) / width)));
}

/** Singular values 1 … count along p: all of order 1 at the ends, those beyond `rank` small in between. */
export function singularValues(nodes: readonly number[], count: number, rank: number) {
  return Array.from({ length: count }, (_, i) => ({
    index: i + 1,
    points: nodes.map((t): Point => {
      const end = 8 * 0.93 ** i;
      const middle = i < rank ? 9 - i : 1e-3 * 0.8 ** i;
      return { t, value: end * (middle / end) ** inside(t), error: 0 };
    }),
  }));
}

/** Three energies along p: COI, kinetic, −2H/L̃. */
export function energies(nodes: readonly number[]): Record<'coi' | 'kinetic' | 'rank', Point[]> {
  const along = (value: (p: number) => number, error: (p: number) => number) =>
    nodes.map((t) => ({ t, value: value(t), error: error(t) }));
  const coi = (p: number) => 2.85 + 9 * (1 - inside(p));
  return {
    coi: along(coi, () => 0.2),
    kinetic: along(
      (p) => coi(p) - 2.7 + 0.03 * Math.sin(40 * p),
      () => 0,
    ),
    rank: along(
      (p) => 2.72 + 0.02 * Math.sin(25 * p),
      () => 0.06,
    ),
  };
}
