import { barWidth, curveWidth, type Layer, sampleMark, type View } from './layers.ts';
import type { Series } from './series.ts';
import { fontSize } from './theme.ts';

const swatch = 34;
const gap = 8;
const rowHeight = 19;
const lineHeight = 14;

/** The legend starts this far left of the plotting areas, above their tick labels. */
const outdent = 44;

/** Estimate of a character's width relative to the font size (DejaVu Sans). */
const characterWidth = 0.58;

/** The same as Vega reserves it where it cannot measure: lines that exceed it would widen the figure. */
const reservedWidth = 0.8;

/**
 * A legend drawn as a view of its own, so that every entry looks as in the figure: curves with their dash, samples with
 * their symbol and bar. Entries fill as few rows as fit into `width` pixels; a label wider than that is broken between words.
 */
export function legendView(curves: readonly Series[], samples: readonly Series[], width: number): View {
  const entries = [
    ...unique(curves).map((series) => ({ series, lines: linesOf(series.label, width), sampled: false })),
    ...unique(samples).map((series) => ({ series, lines: linesOf(series.label, width), sampled: true })),
  ];
  const columns = columnWidths(
    entries.map(({ lines }) => lines.reduce((longest, line) => (line.length > longest.length ? line : longest))),
    width,
  );
  const heights = Array.from({ length: Math.ceil(entries.length / columns.length) }, (_, row) => {
    const own = entries.slice(row * columns.length, (row + 1) * columns.length);
    return rowHeight + (Math.max(...own.map(({ lines }) => lines.length)) - 1) * lineHeight;
  });
  const total = (sizes: readonly number[]) => sizes.reduce((sum, one) => sum + one, 0);
  const layers = entries.flatMap(({ series, lines, sampled }, index) => {
    const column = index % columns.length;
    const x = total(columns.slice(0, column)) - outdent;
    const y = total(heights.slice(0, Math.floor(index / columns.length))) + 0.5 * rowHeight;
    const texts = lines.map((line, i) => label(line, x + swatch + gap, y + i * lineHeight));
    return [...(sampled ? sampleKey(series, x, y) : curveKey(series, x, y)), ...texts];
  });
  const size = { width: Math.min(width, total(columns)) - outdent, height: total(heights) };
  return { ...size, view: { stroke: null }, layer: layers };
}

/** A label in as many lines as it needs beside its key. */
function linesOf(text: string, width: number): string[] {
  const room = (width - swatch - gap) / (reservedWidth * fontSize);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
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
