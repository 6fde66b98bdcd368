import { formatDepth } from '../../../figure/format.ts';
import { type HistoryPanel, type HistorySeries, historySpec } from '../../../figure/history.ts';
import { narrowPanels, type PanelLayout, widePanels } from '../../../figure/panel-grid.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { meanOf } from '../../seed-mean.ts';
import type { RenormalisationScenario } from '../renormalisation-scenario.ts';
import type { NetworkGroup, VariantNetworks } from '../study-data.ts';
import { lengthStyle } from './length-styles.ts';

/** Loss above the Bayes floor along the training, a panel for each way of mixing. */
export function trainingFigure(
  { seeds, training }: RenormalisationScenario,
  groups: readonly NetworkGroup[],
): FigureSpec {
  const panels = groups.map(
    ({ label, members }): HistoryPanel => ({
      title: label,
      axis: { title: 'loss − floor, nats', scale: 'log' },
      series: members.map(
        (one, i): HistorySeries => ({
          label: members.length > 1 ? `ξ = ${one.variant.correlationLength}` : 'loss above the floor',
          style: lengthStyle(i, members.length),
          points: curveOf(one),
          nodes: true,
        }),
      ),
    }),
  );
  const x = { title: 'step', scale: 'log' as const };
  const spec = (layout: PanelLayout) => historySpec(panels, x, [], { ...layout, height: 150 });
  return {
    name: 'training',
    title: 'Loss above the Bayes floor along the training',
    caption: `Mean loss of the steps since the point before, on fresh sequences, less the exact floor of what the networks see; means over ${seeds.length} seeds, bands ± one standard error.`,
    description: `Loss above the floor against the step, up to ${formatDepth(training.steps)}, for ${groups.map(({ label }) => label).join(', ')}.`,
    wide: spec(widePanels),
    narrow: spec(narrowPanels),
  };
}

function curveOf({ points, floors }: VariantNetworks): HistorySeries['points'] {
  const done = points.filter(({ failure }) => failure === null);
  const steps = done[0]?.history.steps ?? [];
  return steps.map((x, i) => {
    const { mean, standardError } = meanOf(done.map(({ history }) => history.means[i]!));
    return { x, value: mean - floors.reachable, error: Number.isFinite(standardError) ? standardError : 0 };
  });
}
