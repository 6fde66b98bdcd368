import { barWidth, curveWidth, type Layer, sampleMark, type View } from './layers.ts';
import type { Series } from './series.ts';
import { fontSize } from './theme.ts';

const swatch = 34;
const gap = 8;
const rowHeight = 19;

/** The legend starts this far left of the plotting areas, above their tick labels. */
const outdent = 44;

/** Estimate of a character's width relative to the font size (DejaVu Sans). */
const characterWidth = 0.58;

/**
 * A legend drawn as a view of its own, so that every entry looks as in the figure: curves with their dash, samples with
 * their symbol and bar. Entries fill as few rows as fit into `width` pixels.
 */
export function legendView(curves: readonly Series[], samples: readonly Series[], width: number): View {
  const entries = [
    ...unique(curves).map((series) => ({ series, sampled: false })),
    ...unique(samples).map((series) => ({ series, sampled: true })),
  ];
  const columns = columnWidths(
    entries.map(({ series }) => series.label),
    width,
  );
  const layers = entries.flatMap(({ series, sampled }, index) => {
    const column = index % columns.length;
    const x = columns.slice(0, column).reduce((sum, one) => sum + one, 0) - outdent;
    const y = (Math.floor(index / columns.length) + 0.5) * rowHeight;
    return [...(sampled ? sampleKey(series, x, y) : curveKey(series, x, y)), label(series.label, x + swatch + gap, y)];
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

function curveKey({ style }: Series, x: number, y: number): Layer[] {
  return [
    {
      data: { values: [{ x, end: x + swatch, y }] },
      mark: {
        type: 'rule',
        color: style.colour,
        strokeWidth: style.strokeWidth ?? curveWidth,
        strokeDash: [...style.dash],
      },
      encoding: { x: pixels('x'), x2: { field: 'end' }, y: pixels('y') },
    },
  ];
}

function sampleKey(series: Series, x: number, y: number): Layer[] {
  const values = [{ x: x + swatch / 2, y, low: y - 7, high: y + 7 }];
  return [
    {
      data: { values },
      mark: { type: 'rule', color: series.style.colour, strokeWidth: barWidth },
      encoding: { x: pixels('x'), y: pixels('low'), y2: { field: 'high' } },
    },
    { data: { values }, mark: sampleMark(series), encoding: { x: pixels('x'), y: pixels('y') } },
  ];
}

function label(text: string, x: number, y: number): Layer {
  return {
    data: { values: [{ x, y, text }] },
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
