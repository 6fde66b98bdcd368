import { formatDepth, formatPercent } from '../../../figure/format.ts';
import { narrowPanels, widePanels } from '../../../figure/panel-grid.ts';
import { type ProjectionPanel, pathProjectionSpec } from '../../../figure/path-projection.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import type { Matrix } from '../../../numeric/dense/matrix.ts';
import { singularDecomposition } from '../../../numeric/singular-values.ts';
import type { NpyArray } from '../../../record/npy.ts';
import type { FlowData } from './flow-data.ts';

/** More columns than this do not change the directions: evenly chosen depths take part then. */
const mostColumns = 4000;

/** Ways of the points through the plane of the two directions in which all A vary most along depth, and all B. */
export function projectionFigures(data: FlowData): FigureSpec[] {
  const { reference, scenario } = data;
  const depths = data.vector(`${reference.name}.p`);
  const panels = (['A', 'B'] as const).flatMap((name): (ProjectionPanel & { share: number })[] => {
    const states = data.array(`${reference.name}.${name}`);
    return states ? panelOf(name, states, depths) : [];
  });
  if (panels.length === 0) return [];
  const colour = { by: 'depth' as const, title: 'depth p', until: scenario.until };
  const shares = panels.map(({ title, share }) => `${formatPercent(share)} (${title.toLowerCase()})`);
  return [
    {
      name: 'paths',
      title: 'Paths of the points, projected',
      caption: `By ${reference.label}. Each curve is a column of A or of B along p, on the two principal directions u₁, u₂ of all of them, points and depths, which hold ${shares.join(' and ')} of their variance.`,
      description: `Paths of the data points from p = 0 to p = ${formatDepth(scenario.until)} in the plane, coloured by depth; starts are open circles, ends filled squares.`,
      wide: pathProjectionSpec(panels, colour, widePanels),
      narrow: pathProjectionSpec(panels, colour, narrowPanels),
    },
  ];
}

/** Nothing for one neuron, one depth, or states of rank below two. */
function panelOf(
  name: 'A' | 'B',
  { shape, data }: NpyArray,
  depths: readonly number[],
): (ProjectionPanel & { share: number })[] {
  const [count, width, points] = shape as [number, number, number];
  if (count < 2 || width < 2) return [];
  const entry = (k: number, i: number, j: number) => Number(data[(k * width + i) * points + j]!);
  const { values, left } = singularDecomposition(sideBySide(entry, count, width, points));
  if (values.length < 2) return [];
  const total = values.reduce((sum, value) => sum + value ** 2, 0);
  const direction = (k: number) => {
    const column = Array.from({ length: width }, (_, i) => left.data[i * left.stride + k]!);
    const largest = column.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    return column.map((value) => (largest < 0 ? -value : value));
  };
  const [first, second] = [direction(0), direction(1)];
  const project = (u: readonly number[], k: number, j: number) =>
    u.reduce((sum, value, i) => sum + value * entry(k, i, j), 0);
  return [
    {
      title: name === 'A' ? 'Representations' : 'Momenta',
      xAxis: `u₁ᵀ ${name}`,
      yAxis: `u₂ᵀ ${name}`,
      share: (values[0]! ** 2 + values[1]! ** 2) / total,
      paths: Array.from({ length: points }, (_, j) => ({
        target: Number.NaN,
        points: depths.map((p, k) => ({ p, x: project(first, k, j), y: project(second, k, j) })),
      })),
    },
  ];
}

/** Columns of the states at evenly chosen depths, less their mean. */
function sideBySide(
  entry: (k: number, i: number, j: number) => number,
  count: number,
  width: number,
  points: number,
): Matrix {
  const stride = Math.max(1, Math.ceil((count * points) / mostColumns));
  const kept = Array.from({ length: Math.ceil(count / stride) }, (_, i) => i * stride);
  const columns = kept.length * points;
  const data = new Float64Array(width * columns);
  for (let i = 0; i < width; i++) {
    kept.forEach((k, at) => {
      for (let j = 0; j < points; j++) data[i * columns + at * points + j] = entry(k, i, j);
    });
    const mean = data.subarray(i * columns, (i + 1) * columns).reduce((sum, value) => sum + value, 0) / columns;
    for (let x = i * columns; x < (i + 1) * columns; x++) data[x]! -= mean;
  }
  return { rows: width, columns, stride: columns, data };
}
