import { bandsOf } from '../../../figure/bands.ts';
import { narrowPanels, widePanels } from '../../../figure/panel-grid.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { type SweepPanel, type SweepSeries, sweepPlotSpec } from '../../../figure/sweep-plot.ts';
import { colours, type SeriesStyle } from '../../../figure/theme.ts';
import type { MeanEstimate } from '../../../theory/renormalisation/mean-estimate.ts';
import { dashed, styleOf } from '../../series-styles.ts';
import { learnedOf, orderOf } from '../claims/claim-statistics.ts';
import type { RenormalisationScenario } from '../renormalisation-scenario.ts';
import type { LossFloors, NetworkGroup, VariantNetworks } from '../study-data.ts';

const bars = { range: 'range', standardError: '± 1 standard error over seeds' };
/** Longest over shortest correlation length from which on the axis is in powers. */
const wideRange = 3;

const floorStyles: Readonly<Record<'stationary' | 'reachable' | 'isolated', SeriesStyle>> = {
  stationary: { colour: colours.grey, dash: [5, 3], shape: 'square' },
  reachable: { colour: colours.black, dash: [5, 3], shape: 'diamond' },
  isolated: { colour: colours.umber, dash: [2, 3], shape: 'cross' },
};
const floorWords = {
  stationary: 'stationary entropy',
  reachable: 'Bayes floor of what is seen',
  isolated: 'entropy at an isolated mask',
};

/** Δrank against ξ, a series for each way of mixing, before and after the training. */
export function orderFigure({ seeds }: RenormalisationScenario, groups: readonly NetworkGroup[]): FigureSpec {
  const panel = (level: 'position' | 'pooled', title: string): SweepPanel => ({
    title,
    axis: { title: 'Δrank = rank(0) − rank(L)', scale: 'linear' },
    marks: [{ at: 0, label: '0' }],
    series: groups.flatMap(({ label, members }, i): SweepSeries[] => [
      seriesOf(`${label}, initial`, dashed(styleOf(i)), members, (one) => orderOf(one, 'initial', level)),
      seriesOf(label, styleOf(i), members, (one) => orderOf(one, 'trained', level)),
    ]),
  });
  const panels = [panel('position', 'Each position'), panel('pooled', 'All positions pooled')];
  const x = lengthAxis(groups);
  return {
    name: 'order-parameter',
    title: 'Order parameter of the collapse against correlation length',
    caption: `Effective rank of the stream before the first block less that after the last: positive where depth takes rank away. Means over ${seeds.length} seeds; dashes at initial weights.`,
    description: `Δrank against ξ for ${groups.map(({ label }) => label).join(', ')}.`,
    wide: sweepPlotSpec(panels, x, bars, widePanels),
    narrow: sweepPlotSpec(panels, x, bars, narrowPanels),
  };
}

/** Loss against ξ between its bounds, and what share of the room between them was learned. */
export function lossFigure({ seeds }: RenormalisationScenario, groups: readonly NetworkGroup[]): FigureSpec {
  const bound = (members: readonly VariantNetworks[], of: keyof typeof floorStyles): SweepSeries =>
    seriesOf(floorWords[of], floorStyles[of], members, ({ floors }) => exact(floors, of));
  const panels: SweepPanel[] = [
    ...groups.map(
      ({ label, members }, i): SweepPanel => ({
        title: label,
        axis: { title: 'loss, nats', scale: 'linear' },
        series: [
          bound(members, 'stationary'),
          bound(members, 'isolated'),
          bound(members, 'reachable'),
          seriesOf(label, styleOf(i), members, (one) => estimate(learnedOf(one).loss)),
        ],
      }),
    ),
    {
      title: 'Share of what can be learned',
      axis: { title: '(H − loss)/(H − floor)', scale: 'linear' },
      marks: [{ at: 1, label: 'all' }],
      series: groups.flatMap(({ label, members }, i) => {
        const values = members.filter((one) => Number.isFinite(learnedOf(one).share));
        return values.length > 0 ? [seriesOf(label, styleOf(i), values, learnedShare)] : [];
      }),
    },
  ];
  const x = lengthAxis(groups);
  return {
    name: 'loss',
    title: 'Loss at masked positions against correlation length',
    caption: `Means over ${seeds.length} seeds on sequences that were not trained on. No predictor comes below the Bayes floor of what it sees; above the stationary entropy nothing is learned.`,
    description: `Loss against ξ with its bounds for ${groups.map(({ label }) => label).join(', ')}.`,
    wide: sweepPlotSpec(panels, x, bars, widePanels),
    narrow: sweepPlotSpec(panels, x, bars, narrowPanels),
  };
}

function exact(floors: LossFloors, of: keyof typeof floorStyles): MeanEstimate {
  return { value: floors[of], standardError: 0, count: 1 };
}

function learnedShare(networks: VariantNetworks): MeanEstimate {
  const { loss, share } = learnedOf(networks);
  const { stationary, reachable } = networks.floors;
  return { value: share, standardError: loss.standardError / (stationary - reachable), count: loss.count };
}

function estimate({ mean, standardError, count }: ReturnType<typeof learnedOf>['loss']): MeanEstimate | null {
  return count > 0 ? { value: mean, standardError, count } : null;
}

function seriesOf(
  label: string,
  style: SeriesStyle,
  members: readonly VariantNetworks[],
  of: (networks: VariantNetworks) => MeanEstimate | null,
): SweepSeries {
  return {
    ...{ label, style },
    values: members.flatMap((one) => {
      const mean = of(one);
      return mean ? [{ at: one.variant.correlationLength, mean: mean.value, standardError: mean.standardError }] : [];
    }),
  };
}

function lengthAxis(groups: readonly NetworkGroup[]) {
  const values = [...new Set(groups.flatMap(({ members }) => members.map(({ variant }) => variant.correlationLength)))];
  values.sort((a, b) => a - b);
  const log = values.at(-1)! / values[0]! >= wideRange;
  return { ...bandsOf(values, log ? 'log' : 'linear'), title: 'correlation length ξ' };
}
