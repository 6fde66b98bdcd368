import { formatDepth, formatNumber, subscript } from '../../../figure/format.ts';
import { type ProfileFrame, type ProfilePanel, profileFigure } from '../../../figure/profile.ts';
import type { HorizontalMark, ProfileCurve } from '../../../figure/profile-layers.ts';
import type { Point } from '../../../figure/series.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { bottleneckSeen } from './bottleneck-seen.ts';
import type { GeodesicData } from './geodesic-data.ts';
import { styles } from './styles.ts';

/** Singular values below this part of the largest are not shown. */
const leastShown = 1e-5;

/** What every figure along p has in common. */
export function frameOf(data: GeodesicData): ProfileFrame {
  const { present, entry, exit } = bottleneckSeen(data);
  return {
    depthAxis: 'depth p',
    ...(present && entry < exit && { interval: { from: entry, to: exit, label: 'bottleneck, p₁ to p₂' } }),
    indexTitle: 'index i of the singular value',
  };
}

/** k*, where the teacher is known. */
export function rankMarks({ teacherRank }: GeodesicData): HorizontalMark[] {
  return teacherRank === null ? [] : [{ at: teacherRank, label: `k* = ${teacherRank}` }];
}

/** Singular values of A_p and W_p along p. */
export function spectrumFigure(data: GeodesicData): FigureSpec {
  const { rank, values } = bottleneckSeen(data);
  const { effectiveDepth } = data.scenario.model;
  const labelled = rank === null ? [1, 2] : [...Array(rank).keys(), rank].map((i) => i + 1);
  const panel = (
    title: string,
    axis: string,
    array: 'singularValues' | 'weightSingularValues',
    marks: readonly HorizontalMark[],
  ): ProfilePanel => {
    const family = data.family(array);
    const all = family.flatMap((points) => points.map(({ value }) => value)).filter((value) => value > 0);
    const largest = Math.max(...all, ...marks.map(({ at }) => at));
    const least = Math.max(Math.min(...all), leastShown * largest);
    const members = family.map((points, i) => ({ index: i + 1, points }));
    return {
      title,
      axis: { title: axis, scale: 'log', ...(least < largest && { domain: [least / 1.2, largest * 1.3] }) },
      curves: [],
      family: { symbol: 's', labelled: labelled.filter((i) => i <= members.length), members },
      marks,
    };
  };
  const gap =
    rank === null
      ? 'No gap parts some singular values of Aₚ from the others.'
      : `At the narrowest depth ${rank === 1 ? 'one singular value' : `${rank} singular values`} of Aₚ stand${rank === 1 ? 's' : ''} above a gap: s${subscript(rank)} = ${formatNumber(values[rank - 1]!, 3)}, s${subscript(rank + 1)} = ${formatNumber(values[rank]!, 3)}.`;
  return profileFigure(
    {
      name: 'singular-values',
      title: 'Singular values of the representation Aₚ and of the weights Wₚ',
      caption: `${gap} Inside a bottleneck as many singular values of Wₚ are near L̃ = ${effectiveDepth}, dashed. Values below ${formatNumber(leastShown, 1)} of the largest are not shown.`,
      description: `Singular values against depth p on logarithmic axes, coloured by index, of the representation and of the weights.`,
    },
    [
      panel('representation Aₚ', 'singular value of A', 'singularValues', []),
      panel('weights Wₚ', 'singular value of W', 'weightSingularValues', [
        { at: effectiveDepth, label: `L̃ = ${formatDepth(effectiveDepth)}` },
      ]),
    ],
    frameOf(data),
  );
}

/** COI_γ, kinetic energy and −2H/L̃, in full and around k*. */
export function energyFigure(data: GeodesicData): FigureSpec {
  const { effectiveDepth } = data.scenario.model;
  const scaled = (points: readonly Point[], factor: number) =>
    points.map(({ t, value, error }) => ({ t, value: factor * value, error: factor * error }));
  const curves: ProfileCurve[] = [
    { label: 'cost of identity COIᵧ', style: styles.cost, points: withoutError(data.along('coi')) },
    {
      label: 'kinetic energy × 2/L̃, ‖∂A‖²/L̃²',
      style: styles.kinetic,
      points: withoutError(scaled(data.along('kinetic'), 2 / effectiveDepth)),
    },
    { label: '−2H/L̃', style: styles.energy, points: withoutError(data.along('rankFromEnergy')), nodes: true },
  ];
  const seen = bottleneckSeen(data);
  const marks = rankMarks(data);
  const top = 1.35 * Math.max(seen.cost, seen.rankFromEnergy, ...marks.map(({ at }) => at));
  const ranks = data.along('rankFromEnergy').map(({ value }) => value);
  const least = Math.min(...ranks);
  const bottom = Math.max(-top, Math.min(0, least - 0.1 * top));
  // A logarithm tells COI at the ends and inside apart. −2H/L̃ may be negative: then the second panel alone shows it.
  const scale = least >= -top ? 'log' : 'linear';
  const shown = scale === 'linear' || least > 0 ? curves : curves.slice(0, 2);
  return profileFigure(
    {
      name: 'energies',
      title: 'Energies along the path, in units of L̃/2',
      caption: `COIᵧ − ‖∂A‖²/L̃² is −2H/L̃ up to γ: flat where the path is resolved. Its median is ${formatNumber(seen.rankFromEnergy, 4)}, the least COIᵧ ${formatNumber(seen.cost, 4)} at p = ${formatNumber(seen.narrowest, 3)}. The second panel shows the same near the bottleneck rank. Dots are the nodes of the mesh.`,
      description:
        'Cost of identity, kinetic energy and minus twice the Hamiltonian over the effective depth, against depth p; a second panel shows the same near the bottleneck rank.',
    },
    [
      { title: 'whole range', axis: { title: 'energy / (L̃/2)', scale }, curves: shown, marks },
      {
        title: 'near the bottleneck rank',
        axis: { title: 'energy / (L̃/2)', scale: 'linear', ...(bottom < top && { domain: [bottom, top] }) },
        curves,
        marks,
      },
    ],
    frameOf(data),
  );
}

function withoutError(points: readonly Point[]): Point[] {
  return points.map(({ t, value }) => ({ t, value, error: 0 }));
}
