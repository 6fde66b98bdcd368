import { formatDepth, formatNumber } from '../../../figure/format.ts';
import { type ProfilePanel, profileFigure } from '../../../figure/profile.ts';
import type { ProfileCurve } from '../../../figure/profile-layers.ts';
import type { Point } from '../../../figure/series.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import type { ValueAxis } from '../../../figure/value-axis.ts';
import { mostSingularValues } from '../flow-rows.ts';
import { fewPoints, frameOf } from './accuracy-figure.ts';
import type { FlowData } from './flow-data.ts';

/** Part of the height of a spectrum kept free for the uppermost label. */
const labelRoom = 0.08;
/** Singular values below this part of the largest are not shown. */
const leastShown = 1e-6;

/** Part of a number by which it must move for the axis to follow. */
const leastRange = 0.05;

const solid = (colour: string): SeriesStyle => ({ colour, dash: [], shape: 'circle' });
const dashed = (colour: string): SeriesStyle => ({ colour, dash: [7, 3], shape: 'circle' });

/** Singular values of A_p and of W_p along p. */
export function spectrumFigure(data: FlowData): FigureSpec {
  const { scenario, reference } = data;
  const panel = (title: string, axis: string, quantity: string): ProfilePanel => {
    const members = familyOf(data, quantity);
    const values = members.flatMap(({ points }) => points.map(({ value }) => value)).filter((value) => value > 0);
    const largest = Math.max(...values);
    const least = Math.max(Math.min(...values), leastShown * largest);
    return {
      title,
      axis: {
        title: axis,
        scale: 'log',
        ...(least < largest && { domain: [least / 1.2, 1.3 * largest * (largest / least) ** labelRoom] }),
      },
      curves: [],
      family: { symbol: 's', labelled: members.map(({ index }) => index).slice(0, 8), members },
    };
  };
  return profileFigure(
    {
      name: 'singular-values',
      title: 'Singular values of the representation and of the weights',
      caption: `By ${reference.label}. ${spectrumSentence(data)} Values below ${formatNumber(leastShown, 1)} of the largest are not shown.`,
      description: `Singular values against depth from 0 to ${formatDepth(scenario.until)} on logarithmic axes, coloured by index.`,
    },
    [
      panel('Representation A', 'singular value of A', 'singularValue'),
      panel('Weights W', 'singular value of W', 'weightSingularValue'),
    ],
    frameOf(data),
  );
}

/** Whether the singular values of W move, as those of a linear network must not. */
export function spectrumSentence(data: FlowData): string {
  const moves = familyOf(data, 'weightSingularValue').map(({ points }) => spread(points));
  const largest = Math.max(
    ...familyOf(data, 'weightSingularValue').flatMap(({ points }) => points.map(({ value }) => value)),
  );
  const { activation, bias } = data.scenario.model;
  const moved = Math.max(...moves) / largest;
  if (activation === 'identity' && !bias) {
    return `Those of W are constant for a linear network; here they move by ${formatNumber(moved, 2)} of the largest.`;
  }
  return `Those of W move by up to ${formatNumber(moved, 2)} of the largest.`;
}

function familyOf(data: FlowData, quantity: string) {
  const members: { index: number; points: readonly Point[] }[] = [];
  for (let index = 1; index <= mostSingularValues; index++) {
    const points = data.along(quantity, `${data.reference.name}:${index}`);
    if (points.length === 0) break;
    members.push({ index, points: withoutError(points) });
  }
  return members;
}

/** Energies, timescale, path length and norm of the weights along p. */
export function energyFigure(data: FlowData): FigureSpec {
  const { scenario, reference } = data;
  const { effectiveDepth } = scenario.model;
  const along = (quantity: string, factor = 1) =>
    withoutError(data.along(quantity, reference.name)).map(({ t, value }) => ({ t, value: factor * value, error: 0 }));
  const one = (label: string, style: SeriesStyle, points: readonly Point[]): ProfileCurve => ({
    ...{ label, style, points },
    nodes: points.length <= fewPoints,
  });
  const energies = [
    one('cost of identity COI', solid(colours.blue), along('coi')),
    one('kinetic energy × 2/L̃', dashed(colours.orange), along('kinetic', 2 / effectiveDepth)),
    one('−2H/L̃', { ...solid(colours.vermillion), dash: [3, 2] }, along('hamiltonian', -2 / effectiveDepth)),
  ];
  const times = [one('timescale', solid(colours.black), along('timescale'))];
  const lengths = [
    one('length, metric of the kernel', solid(colours.green), along('pathLength')),
    one('length, Frobenius norm', dashed(colours.purple), along('pathLengthFrobenius')),
  ];
  const weights = [one('‖W‖', solid(colours.umber), along('weightNorm'))];
  const leak = 1 / effectiveDepth;
  const inDepth = 'timescale, in depth';
  const panels: ProfilePanel[] = [
    { title: 'Energies', axis: axisFor('energy × 2 / L̃', energies), curves: energies },
    {
      title: 'Timescale ‖A‖ / ‖∂A‖',
      axis: isWide(times[0]!) ? { title: inDepth, scale: 'log' } : axisFor(inDepth, times, leak),
      curves: times,
      marks: [{ at: leak, label: '1/L̃' }],
    },
    { title: 'Length of the path', axis: axisFor('length from p = 0 on', lengths), curves: lengths },
    { title: 'Norm of the weights', axis: axisFor('‖W‖', weights), curves: weights },
  ];
  const metric = scenario.stabiliser.relative === 0 ? 'K⁺' : `(K + γI)⁻¹, γ = ${scenario.stabiliser.relative} ‖K‖`;
  return profileFigure(
    {
      name: 'energies',
      title: 'Energies, timescale, length of the path and weights',
      caption: `By ${reference.label}; energies, timescale and one of the lengths in the metric ${metric}. Where it is exact, kinetic × 2/L̃ = COI + 2H/L̃. The representation moves as far as it is long within one timescale: about 1/L̃ = ${formatDepth(Number((1 / effectiveDepth).toPrecision(3)))} where COI is well above |2H/L̃|, longer where COI comes down to −2H/L̃, shorter where H > 0.`,
      description: `Cost of identity, kinetic energy and −2H/L̃, the timescale, both lengths of the path, and the norm of the weights against depth from 0 to ${formatDepth(scenario.until)}.`,
    },
    panels,
    frameOf(data),
  );
}

/** An axis on which numbers that hardly move are seen to hardly move. */
function axisFor(title: string, curves: readonly ProfileCurve[], mark?: number): ValueAxis {
  const axis = { title, scale: 'linear' as const };
  const values = curves.flatMap(({ points }) => points.map(({ value }) => value)).filter(Number.isFinite);
  if (mark !== undefined) values.push(mark);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (!(size > 0) || high - low > leastRange * size) return axis;
  return { ...axis, domain: [low - leastRange * size, high + leastRange * size] };
}

function isWide({ points }: ProfileCurve): boolean {
  const values = points.map(({ value }) => value);
  return Math.max(...values) > 20 * Math.min(...values);
}

function withoutError(points: readonly Point[]): Point[] {
  return points.map(({ t, value }) => ({ t, value, error: 0 }));
}

function spread(points: readonly Point[]): number {
  const values = points.map(({ value }) => value);
  return Math.max(...values) - Math.min(...values);
}
