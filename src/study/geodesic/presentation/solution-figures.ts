import { formatNumber, formatPercent } from '../../../figure/format.ts';
import { type HistoryPanel, historySpec } from '../../../figure/history.ts';
import { narrowPanels, type PanelLayout, widePanels } from '../../../figure/panel-grid.ts';
import { type ProjectedPath, type ProjectionPanel, pathProjectionSpec } from '../../../figure/path-projection.ts';
import { profileFigure } from '../../../figure/profile.ts';
import type { Point } from '../../../figure/series.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { stepDensityCurve } from '../../../figure/step-density.ts';
import { frameOf } from './energy-figures.ts';
import type { GeodesicData } from './geodesic-data.ts';
import { styles } from './styles.ts';

/** Deviations of H below this, in per cent, are not told apart. */
const steadyPercent = 0.01;

/** ‖B_p‖_op and ‖W_p‖_F along p. */
export function normFigure(data: GeodesicData): FigureSpec {
  const momentum = data.along('momentumNorm');
  const weight = data.along('weightNorm');
  const largest = momentum.reduce((most, point) => (point.value > most.value ? point : most));
  return profileFigure(
    {
      name: 'norms',
      title: 'Momenta and weights along the path',
      caption: `‖Bₚ‖ (largest singular value) is at most ${formatNumber(largest.value, 3)}, at p = ${formatNumber(largest.t, 3)}; ‖Wₚ‖ (Frobenius) goes from ${ends(data, 'weightNorm')}. The band of ‖Wₚ‖ is ± ‖W − L̃Bσ(A)ᵀ‖.`,
      description: 'Operator norm of the momenta and Frobenius norm of the weights against depth p.',
    },
    [
      {
        title: 'momenta',
        axis: { title: '‖B‖, operator norm', scale: 'log' },
        curves: [{ label: '‖Bₚ‖', style: styles.momentum, points: momentum }],
      },
      {
        title: 'weights',
        axis: { title: '‖W‖, Frobenius norm', scale: 'linear', ...steadyDomain(weight, 0.05 * weight[0]!.value) },
        curves: [{ label: '‖Wₚ‖', style: styles.weight, points: weight }],
      },
    ],
    frameOf(data),
  );
}

/** Ends of a linear axis for numbers that hardly vary, which would otherwise show their rounding. */
function steadyDomain(points: readonly Point[], room: number): { readonly domain?: readonly [number, number] } {
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high - low < room ? { domain: [low - room, high + room] } : {};
}

function ends(data: GeodesicData, quantity: string): string {
  const points = data.along(quantity);
  return `${formatNumber(points[0]!.value, 3)} at p = 0 to ${formatNumber(points.at(-1)!.value, 3)} at p = 1`;
}

/** Where the nodes lie, and how well the path satisfies the continuous equations there. */
export function meshFigure(data: GeodesicData): FigureSpec {
  const mean = data.numbers.get('hamiltonian')?.value ?? Number.NaN;
  const { effectiveDepth } = data.scenario.model;
  const deviation = data.along('rankFromEnergy').map(({ t, value }) => ({
    t,
    value: (100 * ((-effectiveDepth * value) / 2 - mean)) / Math.abs(mean),
    error: 0,
  }));
  const residual = data.along('weightResidual').filter(({ value }) => value > 0);
  const density = stepDensityCurve('step density ρ', styles.mesh, data.nodes);
  const densities = density.points.map(({ value }) => value);
  const [sparsest, densest] = [Math.min(...densities), Math.max(...densities)];
  const drift = data.numbers.get('hamiltonianDrift')?.value ?? Number.NaN;
  return profileFigure(
    {
      name: 'mesh',
      title: 'Mesh and resolution',
      caption: `${data.nodes.length - 1} intervals; step density is the mean step over the local one. H would be constant, and W equal to L̃Bσ(A)ᵀ, for an exact solution: H ranges over ${formatPercent(drift)} of its mean${residual.length > 0 ? '' : '; W is L̃Bσ(A)ᵀ by construction'}.`,
      description:
        'Step density of the mesh, deviation of the Hamiltonian from its mean, and residual of the weights, against depth p.',
    },
    [
      {
        title: 'step density',
        axis: { title: 'mean step / local step', scale: densest > 10 * sparsest ? 'log' : 'linear' },
        curves: [density],
      },
      {
        title: 'Hamiltonian',
        axis: { title: '(Hₚ − mean)/|mean|, %', scale: 'linear', ...steadyDomain(deviation, steadyPercent) },
        curves: [{ label: 'deviation of H', style: styles.energy, points: deviation, nodes: true }],
      },
      ...(residual.length > 0
        ? [
            {
              title: 'weights',
              axis: { title: '‖W − L̃Bσ(A)ᵀ‖/‖W‖', scale: 'log' } as const,
              curves: [{ label: 'residual of W at the nodes', style: styles.residual, points: residual, nodes: true }],
            },
          ]
        : []),
    ],
    frameOf(data),
  );
}

/** Loss and stationarity over the run of the solver; none without a history. */
export function historyFigure({ history, stages }: GeodesicData): FigureSpec[] {
  const last = history.at(-1);
  if (last === undefined) return [];
  const panels: HistoryPanel[] = [
    {
      title: 'loss',
      axis: { title: 'fit + penalty', scale: 'log' },
      series: [
        { label: 'loss', style: styles.cost, points: history.map(({ work, loss }) => ({ x: work, value: loss })) },
      ],
    },
    {
      title: 'stationarity',
      axis: { title: '‖∇‖ / (μ‖u‖)', scale: 'log' },
      series: [
        {
          label: 'stationarity, root-mean-square over depth',
          style: styles.energy,
          points: history.map(({ work, stationarity }) => ({ x: work, value: stationarity })),
        },
      ],
    },
  ];
  const marks = stages.length > 1 ? stages.map(({ from, label }) => ({ at: from, label })) : [];
  const axis = { title: 'gradients and Hessian products', scale: 'linear' } as const;
  return [
    {
      name: 'history',
      title: 'Run of the solver',
      caption: `After ${last.work} gradients and Hessian products the loss is ${formatNumber(last.loss, 6)} and the stationarity ${formatNumber(last.stationarity, 2)}. The loss of different problems of a continuation cannot be compared.`,
      description:
        'Loss and stationarity against the number of gradients and Hessian products; vertical lines part the stages.',
      wide: historySpec(panels, axis, marks, widePanels),
      narrow: historySpec(panels, axis, marks, narrowPanels),
    },
  ];
}

/** Paths of data points along the leading directions of the representation at the bottleneck. */
export function pathFigure({ paths, nodes, numbers }: GeodesicData): FigureSpec[] {
  const [count = 0, steps = 0, directions = 0] = paths?.shape ?? [];
  if (paths === undefined || directions < 2) return [];
  const at = (j: number, k: number, i: number) => Number(paths.data[(j * steps + k) * directions + i]!);
  const panel = (second: number): ProjectionPanel => ({
    title: `directions 1 and ${second + 1}`,
    xAxis: '⟨u₁, αₚ(x)⟩',
    yAxis: `⟨u${'₁₂₃'[second]}, αₚ(x)⟩`,
    paths: Array.from(
      { length: count },
      (_, j): ProjectedPath => ({
        points: nodes.map((p, k) => ({ p, x: at(j, k, 0), y: at(j, k, second) })),
        target: 0,
      }),
    ),
  });
  const panels = Array.from({ length: directions - 1 }, (_, i) => panel(i + 1));
  const colour = { by: 'depth', title: 'depth p' } as const;
  const at0 = formatNumber(numbers.get('bottleneckDepth')?.value ?? Number.NaN, 3);
  const draw = (layout: PanelLayout) => pathProjectionSpec(panels, colour, layout);
  return [
    {
      name: 'paths',
      title: 'Paths of data points through depth',
      caption: `${count} evenly chosen points of the training set, seen along the leading left singular vectors u₁, u₂ … of Aₚ at p = ${at0}, where COIᵧ is least: the directions that are widest there. Singular vectors are of A itself, not centred.`,
      description:
        'Projections of the paths of single data points on two directions of the neurons, coloured by depth.',
      wide: draw(widePanels),
      narrow: draw(narrowPanels),
    },
  ];
}
