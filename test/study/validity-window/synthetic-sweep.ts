import type { SweepAxis, WindowData, WindowSeries } from '#odepth/study/validity-window/window-data';
import { windowEdge } from '#odepth/study/validity-window/window-edge';

const tolerances = [0.05, 0.1, 0.2];
const standardErrors = 2;
const horizon = 4;

export const widths: SweepAxis = {
  field: 'ensemble.width',
  symbol: 'n',
  label: 'width',
  values: [8, 16, 32, 64, 128, 256],
  scale: 'log',
};
export const activations: SweepAxis = {
  field: 'ensemble.activation',
  symbol: 'σ',
  label: 'activation',
  values: ['relu', 'tanh', 'leaky-relu', 'x / sqrt(1 + x^2)'],
  scale: 'ordinal',
};
export const variances: SweepAxis = {
  field: 'ensemble.weightVariance',
  symbol: 'C_W',
  label: 'weight variance',
  values: [0.5, 1, 1.5, 2, 2.5],
  scale: 'linear',
};

/** e = t / n for `exact`, the same and 3 % t beside it for the closures that miss a term of the leading order. */
function errorAt(closure: string, t: number, n: number, strength: number): number {
  return strength * (closure === 'exact' ? (2 * t) / n : (2 * t) / n + 0.03 * t ** 1.5);
}

/** A sweep whose errors are known in closed form, with `noise` as standard error at t = 1. */
export function syntheticSweep(axes: readonly SweepAxis[], noise = 0.006, depths = 81): WindowData {
  const times = Array.from({ length: depths }, (_, i) => (depths > 1 ? (horizon * i) / (depths - 1) : 0));
  const points = axes.reduce<number[][]>((all, axis) => all.flatMap((p) => axis.values.map((_, i) => [...p, i])), [[]]);
  const series = ['V4', 'K1'].flatMap((quantity) =>
    ['exact', 'g-only', 'source-only'].flatMap((closure) =>
      points.map((point): WindowSeries => {
        const at = axes.map((axis, i) => axis.values[point[i]!]!);
        const n = typeof at[0] === 'number' ? at[0] : 16 * (point[0]! + 1);
        const strength = (closure === 'source-only' ? 2 : 1) * (typeof at[1] === 'number' ? at[1] : 1);
        const error = times.map((t) => errorAt(closure, t, n, strength));
        const scale = quantity === 'K1' ? 4 : 1;
        const standardError = times.map((t) => noise * scale * (quantity === 'K1' ? 0.3 / (0.02 + t) : Math.sqrt(t)));
        const edges = tolerances.map((tolerance) => ({
          tolerance,
          edge: windowEdge(times, error, standardError, tolerance, standardErrors),
        }));
        return { quantity, closure, component: null, point, times, error, standardError, edges };
      }),
    ),
  );
  return { axes, series, tolerances, standardErrors, horizon };
}
