import { barWidth, curveWidth, dotMark, filledSymbol, type Layer, openSymbol, type View } from './layers.ts';
import type { Series } from './series.ts';
import { fontSize, type SeriesStyle } from './theme.ts';

const swatch = 34;
const gap = 8;
const rowHeight = 19;

/** The legend starts this far left of the plotting areas, above their tick labels. */
const outdent = 44;

/** Estimate of a character's width relative to the font size (DejaVu Sans). */
const characterWidth = 0.58;

/** An entry of a legend: a series and the marks that stand for it. */
export interface LegendEntry {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly marks: readonly ('line' | 'vertical-bar' | 'horizontal-bar' | 'symbol' | 'filled-symbol' | 'dot')[];
}

/** The legend of curves and sampled points: curves with their dash, samples with their symbol and bar; equal labels once. */
export function legendView(curves: readonly Series[], samples: readonly Series[], width: number): View {
  const entries = [
    ...unique(curves).map(({ label, style }): LegendEntry => ({ label, style, marks: ['line'] })),
    ...unique(samples).map(({ label, style }): LegendEntry => ({ label, style, marks: ['vertical-bar', 'symbol'] })),
  ];
  return entriesView(entries, width);
}

/**
 * A legend drawn as a view of its own, so that every entry looks as in the figure. Entries fill as few rows as fit into
 * `width` pixels.
 */
export function entriesView(entries: readonly LegendEntry[], width: number): View {
  const columns = columnWidths(
    entries.map(({ label }) => label),
    width,
  );
  const layers = entries.flatMap((entry, index) => {
    const column = index % columns.length;
    const x = columns.slice(0, column).reduce((sum, one) => sum + one, 0) - outdent;
    const y = (Math.floor(index / columns.length) + 0.5) * rowHeight;
    return [...entry.marks.map((mark) => key(mark, entry.style, x, y)), text(entry.label, x + swatch + gap, y)];
  });
  const height = Math.ceil(entries.length / columns.length) * rowHeight;
  const total = columns.reduce((sum, one) => sum + one, 0);
  return { width: Math.min(width, total) - outdent, height, view: { stroke: null }, layer: layers };
}

/** Column widths for the smallest number of rows that fits. */
function columnWidths(labels: readonly string[], width: number): number[] {
  for (let rows = 1; ; rows++) {
    const count = Math.ceil(labels.length / rows);
    const widths = Array.from({ length: count }, (_, column) => {
      const longest = Math.max(...labels.filter((_, i) => i % count === column).map((text) => text.length));
      return swatch + gap + longest * characterWidth * fontSize + 2 * gap;
    });
    if (count === 1 || widths.reduce((sum, one) => sum + one, 0) <= width) return widths;
  }
}

function key(mark: LegendEntry['marks'][number], style: SeriesStyle, x: number, y: number): Layer {
  const middle = x + swatch / 2;
  const rule = (from: [number, number], to: [number, number], width: number, dash: readonly number[]): Layer => ({
    data: { values: [{ x: from[0], y: from[1], x2: to[0], y2: to[1] }] },
    mark: { type: 'rule', color: style.colour, strokeWidth: width, strokeDash: [...dash] },
    encoding: { x: pixels('x'), x2: { field: 'x2' }, y: pixels('y'), y2: { field: 'y2' } },
  });
  switch (mark) {
    case 'line':
      return rule([x, y], [x + swatch, y], curveWidth, style.dash);
    case 'vertical-bar':
      return rule([middle, y - 7], [middle, y + 7], barWidth, []);
    case 'horizontal-bar':
      return rule([middle - 12, y], [middle + 12, y], barWidth, []);
    default:
      return {
        data: { values: [{ x: middle, y }] },
        mark: mark === 'symbol' ? openSymbol(style) : mark === 'dot' ? dotMark : filledSymbol(style),
        encoding: { x: pixels('x'), y: pixels('y') },
      };
  }
}

function text(label: string, x: number, y: number): Layer {
  return {
    data: { values: [{ x, y, text: label }] },
    mark: { type: 'text', align: 'left', baseline: 'middle', fontSize, color: '#111111' },
    encoding: { x: pixels('x'), y: pixels('y'), text: { field: 'text' } },
  };
}

function pixels(field: string) {
  return { field, type: 'quantitative' as const, scale: null, axis: null };
}

function unique(series: readonly Series[]): Series[] {
  return [...new Map(series.map((one) => [one.label, one])).values()];
}
