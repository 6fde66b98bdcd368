import type { FigureSpec } from '../../../figure/spec.ts';
import type { SweepAxis, WindowData } from '../window-data.ts';
import { edgeFigure, scalingFigure } from './edge-figure.ts';
import { edgeMap } from './edge-map.ts';
import { errorMap } from './error-map.ts';
import { subjectsOf } from './labels.ts';

/**
 * The figures of a validity window, per quantity (and component). One swept field: e over depth and swept value, t* against
 * the swept value, and t* / n against n for a sweep of widths. Two: t* over both.
 */
export function windowFigures(data: WindowData): FigureSpec[] {
  const [first, second] = data.axes;
  if (first === undefined) return [];
  const subjects = subjectsOf(data.series);
  if (second !== undefined) return subjects.map((subject) => edgeMap(data, subject));
  return subjects.flatMap((subject) => [
    errorMap(data, subject),
    edgeFigure(data, subject),
    ...(sweepsWidth(first) ? [scalingFigure(data, subject)] : []),
  ]);
}

/** Whether t* / n can be drawn: the field is the width, and there is more than one. */
export function sweepsWidth({ field, values }: SweepAxis): boolean {
  return /(^|\.)width$/.test(field) && values.length > 1 && values.every((n) => typeof n === 'number' && n > 0);
}
