import type { View } from './layers.ts';

/** Panels side by side on a page, and the height in pixels of one plotting area. */
export interface PanelLayout {
  /** Most panels side by side. */
  readonly columns: number;
  /** Pixels of the page. */
  readonly width: number;
  readonly height: number;
}

export const widePanels: PanelLayout = { columns: 2, width: 880, height: 230 };
export const narrowPanels: PanelLayout = { columns: 1, width: 350, height: 200 };

/** Pixels of the labels and the title left of a panel, and of those below it with the heading of the next. */
const axisRoom = 78;
const rowRoom = 82;
const widest = 560;

/** Columns that are used, and the width in pixels of one plotting area, with `room` right of it; `spare` is what is left over. */
export function plotSize({ columns, width }: PanelLayout, panels: number, room: number) {
  const used = Math.max(1, Math.min(columns, panels));
  const free = Math.floor(width / used - axisRoom - room);
  return { columns: used, width: Math.min(widest, free), spare: Math.max(0, free - widest) };
}

/** Panels in rows, measured from frame to frame: Vega's estimate of text widths would set them far apart. */
export function panelGrid(views: readonly View[], columns: number, room: number): View {
  return {
    columns,
    bounds: 'flush',
    spacing: { row: rowRoom, column: axisRoom + room },
    concat: [...views],
  };
}
