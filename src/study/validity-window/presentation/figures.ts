import type { FigureSpec } from '../../../figure/spec.ts';
import type { WindowData } from '../window-data.ts';
export function windowFigures(_: WindowData): FigureSpec[] {
  return [];
}
