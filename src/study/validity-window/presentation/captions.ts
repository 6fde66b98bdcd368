import type { WindowData, WindowSeries } from '../window-data.ts';
import { closureLabel, closuresOf, edgeText, percent, pointText, type Subject } from './labels.ts';

/** The edges of every closure at the first and the last point of the sweep, at every tolerance, in sentences. */
export function edgeSummary(data: WindowData, { series }: Pick<Subject, 'series'>): string {
  return closuresOf(series)
    .map((closure) => {
      const own = series.filter((one) => one.closure === closure);
      const ends = own.length > 1 ? [own[0]!, own.at(-1)!] : own;
      const texts = ends.map(
        ({ point, edges }) =>
          `at ${pointText(data.axes, point)} ${edges.map(({ tolerance, edge }) => `${edgeText(edge, data.horizon)} (${percent(tolerance)})`).join(', ')}`,
      );
      return `${closureLabel(closure)}: t* ${texts.join('; ')}.`;
    })
    .join(' ');
}

/** A sentence about depths at which sampling could judge nothing, if there are any before the first judged one. */
export function edgeNote(series: readonly WindowSeries[]): string {
  const late = series.some(({ times, edges }) => edges.some(({ edge }) => edge.from > times[0]!));
  return late
    ? ' Where the sampled value is not yet known to the tolerance at the first depths, the window is judged from the first depth at which it is.'
    : '';
}
