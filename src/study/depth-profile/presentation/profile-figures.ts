import { formatNumber } from '../../../figure/format.ts';
import { type ProfileFrame, type ProfilePanel, profileFigure } from '../../../figure/profile.ts';
import type { ProfileCurve } from '../../../figure/profile-layers.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import type { ProfileStream } from '../depth-scenario.ts';
import type { ProfileQuantity, RankQuantity, Scope } from '../quantities.ts';
import type { Placed, ProfileData } from './profile-data.ts';

const palette = [
  colours.blue,
  colours.vermillion,
  colours.green,
  colours.purple,
  colours.orange,
  colours.skyBlue,
  colours.black,
  colours.umber,
];
const dashes = [[], [6, 3], [2, 2]];
const pooledDash = [1, 3];
/** Layers up to which each has a dot. */
const fewLayers = 40;
const frame: ProfileFrame = { depthAxis: 'depth: 0 first layer, 1 last layer' };

/** How a stream is drawn, in every figure. */
function styleOf(data: ProfileData, stream: ProfileStream, scope: Scope): SeriesStyle {
  const i = data.streams.indexOf(stream);
  const dash = dashes[Math.floor(i / palette.length) % dashes.length]!;
  return { colour: palette[i % palette.length]!, dash: scope === 'pooled' ? pooledDash : dash, shape: 'circle' };
}

type Points = (stream: ProfileStream, scope: Scope) => readonly Placed[];

function curvesOf(data: ProfileData, points: Points, steps = false): ProfileCurve[] {
  return data.streams.flatMap((stream) =>
    (data.hasPositions(stream) ? (['', 'pooled'] as const) : ([''] as const)).flatMap((scope): ProfileCurve[] => {
      const found = points(stream, scope);
      if (found.length === 0) return [];
      const label = scope === 'pooled' ? `${stream.label}, positions pooled` : stream.label;
      const nodes = !steps && stream.layers <= fewLayers;
      return [{ label, style: styleOf(data, stream, scope), points: found, nodes, steps }];
    }),
  );
}

/** Short, so that headings of neighbours stand in one line. */
const axisTitles: Readonly<Record<RankQuantity, string>> = {
  effectiveRank: 'effective rank',
  effectiveRankSquared: 'effective rank',
  participationRatio: '(Σs²)²/Σs⁴',
  stableRank: 'Σs²/s₁²',
};

function rankPanel(data: ProfileData, rank: RankQuantity, title: string): ProfilePanel {
  const curves = curvesOf(data, (stream, scope) => data.layers(stream, scope, rank));
  return { title, axis: { title: axisTitles[rank], ...fromNothing(curves) }, curves };
}

/** Even from 0 on, so that a fall is seen for what it is. */
function fromNothing(curves: readonly ProfileCurve[]) {
  const most = Math.max(0, ...curves.flatMap(({ points }) => points.map(({ value, error }) => value + error)));
  return { scale: 'linear' as const, domain: [0, most > 0 ? 1.06 * most : 1] as const };
}

/** Effective rank and speed of turning of all streams over depth; D_LR and the cost of identity where they were measured. */
export function profilesFigure(data: ProfileData): FigureSpec {
  const speeds = curvesOf(data, (stream, scope) => data.speeds(stream, scope), true);
  const panels: ProfilePanel[] = [
    rankPanel(data, 'effectiveRank', 'Effective rank'),
    ...(speeds.length > 0
      ? [
          {
            title: 'Speed of turning',
            axis: { title: 'arccos CKA per depth, rad', ...fromNothing(speeds) },
            curves: speeds,
          },
        ]
      : []),
    ...morePanel(data, 'D_LR', 'Dynamical richness', 'D_LR: 0 rich, 1 lazy'),
    ...morePanel(data, 'coi', 'Cost of identity', 'COI'),
  ];
  const alone = data.streams.length === 1 ? data.plateau(data.streams[0]!) : null;
  const shaded = alone && { from: alone.from, to: alone.to, label: 'turns slowly' };
  return profileFigure(
    {
      name: 'profiles',
      title: 'Profiles along depth',
      caption: `Effective rank: exp of the entropy of the shares of singular values${data.scenario.centred ? ', samples less their mean' : ', means not subtracted'}. Speed of turning: the angle between the kernels of neighbouring layers over the depth from one to the other; its area is the whole angle, whatever the number of layers.${shaded ? ` Grey: slower than ${formatNumber(data.scenario.plateau, 2)} of the mean.` : ''} Bands are ± one standard error.`,
      description: `Effective rank and speed of turning against depth, for ${data.streams.map(({ label }) => label).join(', ')}.`,
    },
    panels,
    shaded ? { ...frame, interval: shaded } : frame,
  );
}

function morePanel(data: ProfileData, quantity: ProfileQuantity, title: string, axis: string): ProfilePanel[] {
  const curves = curvesOf(data, (stream, scope) => (scope === '' ? data.layers(stream, scope, quantity) : []));
  return curves.length > 0 ? [{ title, axis: { title: axis, ...fromNothing(curves) }, curves }] : [];
}

/** The other ways to count directions. */
export function otherRanksFigure(data: ProfileData): FigureSpec {
  const panels = [
    rankPanel(data, 'effectiveRankSquared', 'Effective rank of the variances'),
    rankPanel(data, 'participationRatio', 'Participation ratio'),
    rankPanel(data, 'stableRank', 'Stable rank'),
  ].filter(({ curves }) => curves.length > 0);
  return profileFigure(
    {
      name: 'other-ranks',
      title: 'Other ways to count directions',
      caption:
        'For one spectrum each is at most the one before it, and all are at most the effective rank. Bands are ± one standard error.',
      description: `Effective rank of the variances, participation ratio and stable rank against depth, for ${data.streams.map(({ label }) => label).join(', ')}.`,
    },
    panels,
    frame,
  );
}
