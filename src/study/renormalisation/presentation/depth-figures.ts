import { type ProfilePanel, profileFigure } from '../../../figure/profile.ts';
import type { ProfileCurve } from '../../../figure/profile-layers.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { valueScale } from '../../../figure/value-axis.ts';
import type { MeanEstimate } from '../../../theory/renormalisation/mean-estimate.ts';
import { meanProfile } from '../../../theory/renormalisation/mean-estimate.ts';
import { driftProfiles, rankProfiles } from '../claims/claim-statistics.ts';
import type { RenormalisationScenario } from '../renormalisation-scenario.ts';
import {
  complete,
  type NetworkGroup,
  profilesOf,
  streamKinds,
  streamWords,
  type VariantNetworks,
  type When,
} from '../study-data.ts';
import { streamStyle } from './length-styles.ts';

const levels = ['position', 'pooled'] as const;
const levelWords = { position: 'each position', pooled: 'pooled' };
/** Profiles seed by seed. */
type Profiles = (networks: VariantNetworks, when: When) => readonly Float64Array[];

/** Effective rank against layer: a row of panels for each way of mixing, position by position and pooled. */
export function ranksFigure({ seeds }: RenormalisationScenario, groups: readonly NetworkGroup[]): FigureSpec | null {
  const panels = groups.flatMap((group) =>
    alike(
      levels.map(
        (level): ProfilePanel => ({
          title: titled(group, levelWords[level]),
          axis: { title: 'effective rank', scale: 'linear' },
          curves: curvesOf(group, (one, when) => rankProfiles(one, when, level), 0),
        }),
      ),
    ),
  );
  return drawn(
    {
      name: 'ranks',
      title: 'Effective rank of the residual stream against layer',
      caption: `Means over ${seeds.length} seeds, bands ± one standard error; dashes: the same networks at initial weights; dots: Gaussian neurons with the mean kernel of that stack at infinite width, as many of them and on the same inputs. Layer 0 is the input of the first block. Left: ranks at each position by itself, then their mean; right: of the rows of all positions together.`,
      description: `Effective rank against layer for ${names(groups)}, by correlation length.`,
    },
    panels,
    frameOf(groups, 'layer ℓ'),
  );
}

/** Drift against transition, in the same arrangement, over a logarithmic axis. */
export function driftFigure(
  { seeds, measure }: RenormalisationScenario,
  groups: readonly NetworkGroup[],
): FigureSpec | null {
  const panels = groups.flatMap((group) =>
    alike(
      levels.map(
        (level): ProfilePanel => ({
          title: titled(group, levelWords[level]),
          axis: { title: 'drift d = 1 − CKA', scale: 'log' },
          curves: curvesOf(group, (one, when) => driftProfiles(one, when, level), 0.5),
          marks: [{ at: measure.plateau, label: 'plateau' }],
        }),
      ),
    ),
  );
  return drawn(
    {
      name: 'drift',
      title: 'Drift of the kernel from layer to layer',
      caption: `Means over ${seeds.length} seeds, bands ± one standard error, dashes at initial weights, dots for the mean kernel; a point stands between the two layers. Below the dashed line a transition belongs to a plateau.`,
      description: `Drift between neighbouring layers for ${names(groups)}, by correlation length.`,
    },
    panels,
    frameOf(groups, 'layer ℓ'),
  );
}

/** D_LR of every layer, a panel for each way of mixing. */
export function richnessFigure({ seeds }: RenormalisationScenario, groups: readonly NetworkGroup[]): FigureSpec | null {
  const panels = groups.map(
    (group): ProfilePanel => ({
      title: group.label,
      axis: { title: 'D_LR', scale: 'linear' },
      curves: curvesOf(
        group,
        (one, when) =>
          profilesOf(one, when)
            .map(({ richness }) => richness)
            .filter(complete),
        0,
      ),
    }),
  );
  return drawn(
    {
      name: 'richness',
      title: 'Dynamical richness of the stream at every layer',
      caption: `D_LR of the rows of a layer as features of the outputs: 0 where they span what the network says and nothing else. Means over ${seeds.length} seeds, dashes at initial weights.`,
      description: `D_LR against layer for ${names(groups)}, by correlation length.`,
    },
    panels,
    frameOf(groups, 'layer ℓ'),
  );
}

/** The same panels over one axis of values. */
function alike(panels: readonly ProfilePanel[]): ProfilePanel[] {
  const [{ axis }] = panels as [ProfilePanel];
  const values = panels.flatMap(({ curves, marks = [] }) => [
    ...curves.flatMap(({ points }) => points.flatMap(({ value, error }) => [value - error, value + error])),
    ...marks.map(({ at }) => at),
  ]);
  const { domain } = valueScale(axis, values);
  return panels.map((panel) => ({ ...panel, axis: { ...axis, domain } }));
}

/** The figure of the panels that have a curve; null where none has. */
function drawn(...[words, panels, frame]: Parameters<typeof profileFigure>): FigureSpec | null {
  const some = panels.filter(({ curves }) => curves.length > 0);
  return some.length > 0 ? profileFigure(words, some, frame) : null;
}

function curvesOf({ members }: NetworkGroup, profiles: Profiles, shift: number): ProfileCurve[] {
  const curve = (one: VariantNetworks, when: When, i: number): ProfileCurve[] => {
    const own = profiles(one, when);
    if (own.length === 0) return [];
    const name = members.length > 1 ? `ξ = ${one.variant.correlationLength}` : 'trained';
    return [
      {
        label: when === 'trained' ? name : streamWords[when],
        style: streamStyle(when, i, members.length),
        points: meanProfile(own).map((mean, index) => pointOf(mean, index + shift)),
        nodes: when === 'trained',
      },
    ];
  };
  return streamKinds.flatMap((when) => members.flatMap((one, i) => curve(one, when, i)));
}

function pointOf({ value, standardError }: MeanEstimate, t: number) {
  return { t, value, error: Number.isFinite(standardError) ? standardError : 0 };
}

function titled({ label }: NetworkGroup, words: string): string {
  return `${label}: ${words}`;
}

function names(groups: readonly NetworkGroup[]): string {
  return groups.map(({ label }) => label).join(', ');
}

function frameOf(groups: readonly NetworkGroup[], depthAxis: string) {
  const layers = groups.flatMap(({ members }) => members.map(({ variant }) => variant.network.layers));
  return { depthAxis, until: Math.max(...layers), whole: true };
}
