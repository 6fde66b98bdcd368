import { formatDepth, formatNumber } from '../../../figure/format.ts';
import { type ProfileFrame, type ProfilePanel, profileFigure } from '../../../figure/profile.ts';
import type { ProfileCurve } from '../../../figure/profile-layers.ts';
import type { Point } from '../../../figure/series.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import { type FlowData, largestOf, type RecordedPath } from './flow-data.ts';

/** Half a unit in the last place of a number near one: below that H is the same to rounding. */
const roundingOfOne = Number.EPSILON / 2;

/** Points of a curve that are dots as well, so that a few are seen. */
export const fewPoints = 12;

const palette: readonly (readonly [string, readonly number[]])[] = [
  [colours.black, []],
  [colours.vermillion, [7, 3]],
  [colours.blue, [3, 2]],
  [colours.green, [9, 3, 2, 3]],
  [colours.orange, []],
  [colours.purple, [7, 3]],
  [colours.skyBlue, []],
  [colours.umber, [3, 2]],
  [colours.grey, [9, 3, 2, 3]],
  [colours.green, []],
];

/** The style of the i-th integrator. */
function styleOf(i: number): SeriesStyle {
  const [colour, dash] = palette[i % palette.length]!;
  return { colour, dash, shape: 'circle' };
}

/** What every figure along p has in common. */
export function frameOf({ scenario }: FlowData): ProfileFrame {
  return { depthAxis: 'depth p', until: scenario.until, indexTitle: 'index i of the singular value' };
}

/** How closely each integrator keeps H, how far each is from the true path, and where ReLU's kinks are. */
export function accuracyFigure(data: FlowData): FigureSpec {
  const energy = data.paths.map((path) => energyErrors(data, path));
  const errors = data.paths.map((path) => beyondStart(data.along('pathError', path.name)));
  const curves = (points: readonly (readonly Point[])[]): ProfileCurve[] =>
    data.paths.map(({ label }, i) => {
      const own = points[i]!;
      return { label, style: styleOf(i), points: own, nodes: own.length <= fewPoints };
    });
  const panels: ProfilePanel[] = [
    { title: 'Hamiltonian', axis: { title: '|H − H₀| / |H₀|', scale: 'log' }, curves: curves(energy) },
    { title: 'Path', axis: { title: 'estimated relative error', scale: 'log' }, curves: curves(errors) },
    ...kinkPanels(data),
  ];
  const list = data.paths.map(
    ({ label }, i) =>
      `${label}: ${formatNumber(largestOf(energy[i]!), 2)} and ${formatNumber(largestOf(errors[i]!), 2)}`,
  );
  const floored = energy.some((points) => points.some(({ value }) => value === roundingOfOne));
  const caption = [
    `Largest relative error of H, and of the path: ${list.join('; ')}.`,
    'The error of a path is the larger of those of A and B, from the same integrator with a hundredth of the tolerance or twice the steps.',
    ...(floored ? ['Errors of H below 1.1·10⁻¹⁶ are rounding and are drawn there.'] : []),
    ...(panels.length > 2 ? ['A kink is passed where an entry of A changes its sign.'] : []),
  ];
  return profileFigure(
    {
      name: 'accuracy',
      title: 'How well each integrator keeps the Hamiltonian and follows the path',
      caption: caption.join(' '),
      description: `Relative error of the Hamiltonian and estimated relative error of the path against depth from 0 to ${formatDepth(data.scenario.until)}, both on logarithmic axes, one curve per integrator.`,
    },
    panels,
    frameOf(data),
  );
}

/** |H_p − H_0|/|H_0| without p = 0, where it vanishes. */
function energyErrors(data: FlowData, { name }: RecordedPath): Point[] {
  return beyondStart(data.along('hamiltonianError', name)).map(({ t, value }) => {
    return { t, value: Math.max(Math.abs(value), roundingOfOne), error: 0 };
  });
}

function beyondStart(points: readonly Point[]): Point[] {
  return points.filter(({ t }) => t > 0).map(({ t, value }) => ({ t, value, error: 0 }));
}

/** Sign changes passed up to p, where they were located. */
function kinkPanels(data: FlowData): ProfilePanel[] {
  const curves = data.paths.flatMap(({ name, label }, i): ProfileCurve[] => {
    const kinks = data.vector(`${name}.kinks.p`);
    if (kinks.length === 0) return [];
    const passed = kinks.map((t, k) => ({ t, value: k + 1, error: 0 }));
    const last = data.along('hamiltonian', name).at(-1)?.t ?? 0;
    const points = [{ t: 0, value: 0, error: 0 }, ...passed, { t: last, value: passed.length, error: 0 }];
    return [{ label, style: styleOf(i), points, steps: true }];
  });
  if (curves.length === 0) return [];
  return [{ title: 'Kinks of ReLU', axis: { title: 'kinks passed', scale: 'linear' }, curves }];
}
