import { type ColourScale, colourChannel } from './colour-bar.ts';
import { subscript } from './format.ts';
import { bandOpacity, curveWidth, type Layer, nodeDot, type XChannel, type YChannel } from './layers.ts';
import type { Point, Series } from './series.ts';
import { colours, fontSize } from './theme.ts';
import { fractionOf, hasPlace, type ValueScale } from './value-axis.ts';

/** A curve along depth, over a pale band of ± its error where it has one. */
export interface ProfileCurve extends Series {
  /** A dot at every point: the nodes of a mesh. */
  readonly nodes?: boolean;
  /** Constant from each point to the next one, as a number per interval is. */
  readonly steps?: boolean;
}

/** Many curves of one kind, told apart by an index from 1: s_1, s_2, … */
export interface CurveFamily {
  /** Of the labels: "s" gives s₁, s₂, … */
  readonly symbol: string;
  /** Indices that have a label. */
  readonly labelled: readonly number[];
  readonly members: readonly { readonly index: number; readonly points: readonly Point[] }[];
}

/** A horizontal line across the frame, with its label beside it. */
export interface HorizontalMark {
  readonly at: number;
  readonly label: string;
}

/** The axes of a panel; layers add their field. */
export interface PanelChannels {
  readonly x: XChannel;
  readonly y: YChannel;
}

const markColour = colours.grey;
const familyWidth = 1.1;
/** Pixels that a label beside its line needs. */
const rowHeight = fontSize + 4;
const labelAbove = { baseline: 'bottom', yOffset: -3 } as const;
const labelBelow = { baseline: 'top', yOffset: 4 } as const;

/** Rows of a curve; `run` counts its unbroken pieces: a line does not bridge what has no place on the axis. */
export function curveRows(points: readonly Point[], { scale, domain }: ValueScale) {
  let run = 0;
  const rows: { t: number; value: number; low: number; high: number; run: number }[] = [];
  for (const { t, value, error } of points) {
    if (!hasPlace(value, scale)) run++;
    else {
      const half = Number.isFinite(error) ? error : 0;
      const low = scale === 'log' ? Math.max(value - half, domain[0]) : value - half;
      rows.push({ t, value, low, high: value + half, run });
    }
  }
  return rows;
}

/** Band, line and dots of a curve. */
export function profileCurveLayers(curve: ProfileCurve, scale: ValueScale, { x, y }: PanelChannels): Layer[] {
  const [from, to] = scale.domain;
  const rows = curveRows(curve.points, scale);
  // resvg stops where all of a clipped group lies outside the page.
  const values = rows.every(({ high }) => high < from) || rows.every(({ low }) => low > to) ? [] : rows;
  const { colour, dash, strokeWidth = curveWidth } = curve.style;
  const interpolate = curve.steps ? 'step-after' : 'linear';
  const t = { ...x, field: 't' };
  const detail = { field: 'run', type: 'nominal' as const };
  const band: Layer = {
    data: { values },
    mark: { type: 'area', color: colour, opacity: bandOpacity, interpolate, clip: true },
    encoding: { x: t, y: { ...y, field: 'low' }, y2: { field: 'high' }, detail },
  };
  const dots: Layer = {
    data: { values: values.filter(({ value }) => value >= from && value <= to) },
    mark: { ...nodeDot(colour), clip: true },
    encoding: { x: t, y: { ...y, field: 'value' } },
  };
  return [
    ...(values.some(({ low, high }) => low < high) ? [band] : []),
    {
      data: { values },
      mark: { type: 'line', color: colour, strokeWidth, strokeDash: [...dash], interpolate, clip: true },
      encoding: { x: t, y: { ...y, field: 'value' }, detail },
    },
    ...(curve.nodes ? [dots] : []),
  ];
}

/** Thin lines coloured by index, the last ones below. */
export function familyLayers(
  { members }: CurveFamily,
  scale: ValueScale,
  { x, y }: PanelChannels,
  colour: ColourScale,
): Layer[] {
  const ordered = [...members].sort((a, b) => b.index - a.index);
  const values = ordered.flatMap(({ index, points }) =>
    curveRows(points, scale).map(({ t, value, run }) => ({ t, value, index, piece: `${index} ${run}` })),
  );
  return [
    {
      data: { values },
      mark: { type: 'line', strokeWidth: familyWidth, clip: true },
      encoding: {
        x: { ...x, field: 't' },
        y: { ...y, field: 'value' },
        detail: { field: 'piece', type: 'nominal' },
        stroke: colourChannel('index', colour),
      },
    },
  ];
}

/** Labels above their lines near depth `t`, where these are within the axis; lines too close for labels of their own share one: "s₁, s₂, s₃", "s₁ … s₉". */
export function familyLabelLayers(
  { members, symbol, labelled }: CurveFamily,
  scale: ValueScale,
  { x, y }: PanelChannels,
  height: number,
  t: number,
): Layer[] {
  const place = (value: number) => height * (1 - fractionOf(value, scale));
  const groups: { value: number; indices: number[]; last: number }[] = [];
  for (const index of [...labelled].sort((a, b) => a - b)) {
    const points = members.find((member) => member.index === index)?.points ?? [];
    const placed = points.filter(({ value }) => hasPlace(value, scale.scale));
    if (placed.length === 0) continue;
    const { value } = placed.reduce((best, point) => (Math.abs(point.t - t) < Math.abs(best.t - t) ? point : best));
    if (value < scale.domain[0] || value > scale.domain[1]) continue;
    const group = groups.at(-1);
    if (group && place(value) - place(group.last) < rowHeight) {
      group.indices.push(index);
      group.last = value;
    } else groups.push({ value, indices: [index], last: value });
  }
  const encoding = { x: { ...x, field: 't' }, y: { ...y, field: 'value' }, text: { field: 'text' } };
  return groups.flatMap(({ value, indices, last }): Layer[] => {
    // Under the lowest line of a group that has no room above it.
    const above = place(value) >= rowHeight;
    const values = [{ t, value: above ? value : last, text: groupText(symbol, indices) }];
    const text = { type: 'text' as const, fontSize, ...(above ? labelAbove : labelBelow) };
    return [
      { data: { values }, mark: { ...text, stroke: '#ffffff', strokeWidth: 3, opacity: 0.85 }, encoding },
      { data: { values }, mark: { ...text, color: '#111111' }, encoding },
    ];
  });
}

function groupText(symbol: string, indices: readonly number[]): string {
  const names = indices.map((index) => symbol + subscript(index));
  return names.length > 3 ? `${names[0]} … ${names.at(-1)}` : names.join(', ');
}

/** Dashed lines across the frame. */
export function markLayers(marks: readonly HorizontalMark[], { domain }: ValueScale, { y }: PanelChannels): Layer[] {
  const values = marks.filter(({ at }) => at >= domain[0] && at <= domain[1]).map(({ at }) => ({ at }));
  if (values.length === 0) return [];
  return [
    {
      data: { values },
      mark: { type: 'rule', color: markColour, strokeWidth: 1, strokeDash: [5, 3] },
      encoding: { y: { ...y, field: 'at' } },
    },
  ];
}
