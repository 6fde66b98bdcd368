import { historySpec } from '../../../figure/history.ts';
import { narrowPanels, type PanelLayout, widePanels } from '../../../figure/panel-grid.ts';
import { type ProfilePanel, profileSpec } from '../../../figure/profile.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { stepDensityCurve } from '../../../figure/step-density.ts';
import type { StepsResults } from '../steps-data.ts';
import type { LayerStepsScenario } from '../steps-scenario.ts';
import type { TrainingResult } from '../training-result.ts';
import { schemeStyles } from './styles.ts';

const depthAxis = 'depth p';
/** Most singular values drawn in one panel. */
const mostValues = 30;

/** Density of the layers along depth, at the fewest and the most layers, of the first seed. */
export function stepFigure({ compare }: LayerStepsScenario, results: StepsResults): FigureSpec {
  const { layers, steps } = compare;
  const panels = [...new Set([0, layers.length - 1])].map(
    (l): ProfilePanel => ({
      title: `L = ${layers[l]}`,
      axis: { title: 'step density 1/(L ρ)', scale: 'log' },
      curves: steps.map((scheme, s) =>
        stepDensityCurve(`${scheme} steps`, schemeStyles[scheme], results[s]![l]![0]!.nodes),
      ),
    }),
  );
  return {
    name: 'step-density',
    title: 'Density of layers along depth',
    caption:
      'Mean step over the step of each layer after training, first seed: above 1 where layers are thin. Adaptive steps are thin where the representation changes fast against its own size.',
    description: `Step density of ${steps.join(', ')} steps against depth p at L = ${layers[0]} and L = ${layers.at(-1)}, as lines of steps.`,
    wide: profileSpec(panels, { depthAxis }, widePanels),
    narrow: profileSpec(panels, { depthAxis }, narrowPanels),
  };
}

/** Singular values of W along depth at the most layers, of the first seed: the last scheme beside the first. */
export function spectrumFigure({ compare }: LayerStepsScenario, results: StepsResults): FigureSpec {
  const { layers, steps } = compare;
  const last = layers.length - 1;
  const panels = [steps.length - 1, 0].map((s) =>
    spectrumPanel(`${steps[s]} steps, L = ${layers[last]}`, results[s]![last]![0]!),
  );
  const frame = { depthAxis, indexTitle: 'index i of the singular value sᵢ' };
  return {
    name: 'weight-spectrum',
    title: 'Singular values of the weights along depth',
    caption: `Singular values of W of each layer at the middle of the layer, first seed, the largest ${mostValues}. In a bottleneck few of them are large: those that carry what passes it.`,
    description: `Singular values of the weight matrices against depth p for ${steps.at(-1)} and ${steps[0]} steps, L = ${layers[last]}, on a logarithmic axis.`,
    wide: profileSpec(panels, frame, widePanels),
    narrow: profileSpec(panels, frame, narrowPanels),
  };
}

function spectrumPanel(title: string, { nodes, singularValues }: TrainingResult): ProfilePanel {
  const layers = nodes.length - 1;
  const count = singularValues.length / layers;
  const members = Array.from({ length: Math.min(mostValues, count) }, (_, i) => ({
    index: i + 1,
    points: Array.from({ length: layers }, (_, l) => {
      const value = singularValues[l * count + i]!;
      return { t: (nodes[l]! + nodes[l + 1]!) / 2, value, error: 0 };
    }),
  }));
  return {
    title,
    axis: { title: 'singular value of W', scale: 'log' },
    curves: [],
    family: { symbol: 's', labelled: [1, Math.min(3, members.length)], members },
  };
}

/** Losses along the training at the most layers, of the first seed. */
export function historyFigure({ compare, solver }: LayerStepsScenario, results: StepsResults): FigureSpec {
  const { layers, steps } = compare;
  const last = layers.length - 1;
  const panel = {
    title: `L = ${layers[last]}`,
    axis: { title: 'training loss', scale: 'log' as const },
    series: steps.map((scheme, s) => {
      const { history } = results[s]![last]![0]!;
      const points = Array.from({ length: history.length / 2 }, (_, i) => {
        return { x: history[2 * i]!, value: history[2 * i + 1]! };
      });
      return { label: `${scheme} steps`, style: schemeStyles[scheme], points };
    }),
  };
  const stages = [
    ...(solver.adam.epochs > 0 ? [{ at: 1, label: 'Adam' }] : []),
    ...(solver.sgd.epochs > 0 ? [{ at: Math.max(1, solver.adam.epochs), label: 'gradient descent' }] : []),
  ];
  const spec = (layout: PanelLayout) => historySpec([panel], { title: 'gradients', scale: 'linear' }, stages, layout);
  return {
    name: 'training-history',
    title: 'Loss along the training',
    caption: `Fit and penalty against the number of gradients, first seed, L = ${layers[last]}.`,
    description: `Training loss of ${steps.join(', ')} steps against the number of gradients, on a logarithmic axis.`,
    wide: spec(widePanels),
    narrow: spec(narrowPanels),
  };
}
