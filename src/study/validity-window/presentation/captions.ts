import { formatPercent } from '../../../figure/format.ts';
import type { WindowData, WindowSeries } from '../window-data.ts';
import { closureLabel, closuresOf, edgeText, isLate, pointText, type Subject } from './labels.ts';

/** The edges of every closure at the first and the last point of the sweep, at every tolerance, in sentences. */
export function edgeSummary(data: WindowData, { series }: Pick<Subject, 'series'>): string {
  return closuresOf(series)
    .map((closure) => {
      const own = series.filter((one) => one.closure === closure);
      const ends = own.length > 1 ? [own[0]!, own.at(-1)!] : own;
      const texts = ends.map(
        ({ point, edges }) =>
          `at ${pointText(data.axes, point)} ${edges.map(({ tolerance, edge }) => `${edgeText(edge, data.horizon)} (${formatPercent(tolerance)})`).join(', ')}`,
      );
      return `${closureLabel(closure)}: t* ${texts.join('; ')}.`;
    })
    .join(' ');
}

/** A sentence about first depths that sampling does not decide, if there are any. */
export function edgeNote(series: readonly WindowSeries[]): string {
  return series.some(isLate)
    ? ' Where the first depths are not decided, the window is judged from the first one that is.'
    : '';
}
