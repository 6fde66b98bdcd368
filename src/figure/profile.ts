import type { TopLevelSpec } from 'vega-lite';
import { type ColourScale, colourBar } from './colour-bar.ts';
import type { Layer, View } from './layers.ts';
import { entriesView, type LegendEntry } from './legend.ts';
import { type MarginLabel, marginLabelLayers, marginRoom } from './margin-labels.ts';
import { narrowPanels, type PanelLayout, panelGrid, plotSize, widePanels } from './panel-grid.ts';
import {
  type CurveFamily,
  familyLabelLayers,
  familyLayers,
  type HorizontalMark,
  markLayers,
  type PanelChannels,
  type ProfileCurve,
  profileCurveLayers,
} from './profile-layers.ts';
import type { FigureSpec } from './spec.ts';
import { figureConfig, type SeriesStyle } from './theme.ts';
import { leftOutNote, linearTicks, panelTitle, type ValueAxis, valueChannel, valueScale } from './value-axis.ts';

/** Curves against depth over one axis of values. */
export interface ProfilePanel {
  readonly title: string;
  readonly axis: ValueAxis;
  readonly curves: readonly ProfileCurve[];
  readonly family?: CurveFamily;
  readonly marks?: readonly HorizontalMark[];
}

/** What all panels of a profile share. */
export interface ProfileFrame {
  /** Title of the depth axis. */
  readonly depthAxis: string;
  /** Depth at its right end; 1 where left out. */
  readonly until?: number;
  /** Depth counts layers: ticks are whole numbers. */
  readonly whole?: boolean;
  /** Shaded in every panel, with its label in the legend: the bottleneck from p₁ to p₂. */
  readonly interval?: { readonly from: number; readonly to: number; readonly label: string };
  /** Title of the colours of curve families. */
  readonly indexTitle?: string;
}

const shade: SeriesStyle = { colour: 'rgba(0, 0, 0, 0.1)', dash: [], shape: 'square' };

/**
 * Panels of curves against depth p from 0 on under one legend. Curve families are thin lines coloured by index (viridis without
 * its palest part) over a colour bar; numbers without a place on the axis break their line and are counted under the heading.
 */
export function profileSpec(panels: readonly ProfilePanel[], frame: ProfileFrame, layout: PanelLayout): TopLevelSpec {
  const colour = indexColours(panels, frame.indexTitle ?? 'index');
  const room = Math.max(0, ...panels.map((panel) => marginRoom(labelsOf(panel))));
  const { columns, width } = plotSize(layout, panels.length, room);
  const size = { width, height: layout.height };
  const entries = entriesOf(panels, frame);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: figureConfig,
    spacing: 14,
    vconcat: [
      ...(entries.length > 0 ? [entriesView(entries, layout.width - 20)] : []),
      ...(colour ? [colourBar(colour, Math.min(300, layout.width - 90))] : []),
      panelGrid(
        panels.map((panel) => panelView(panel, frame, size, colour)),
        columns,
        room,
      ),
    ],
  };
}

function entriesOf(panels: readonly ProfilePanel[], { interval }: ProfileFrame): LegendEntry[] {
  const curves = panels.flatMap((panel) => panel.curves);
  const entries = curves.map(
    ({ label, style, nodes }): LegendEntry => ({ label, style, marks: nodes ? ['line', 'node'] : ['line'] }),
  );
  const shaded: LegendEntry[] = interval ? [{ label: interval.label, style: shade, marks: ['band'] }] : [];
  return [...new Map([...entries, ...shaded].map((entry) => [entry.label, entry])).values()];
}

function indexColours(panels: readonly ProfilePanel[], title: string): ColourScale | undefined {
  const indices = panels.flatMap(({ family }) => family?.members.map(({ index }) => index) ?? []);
  if (indices.length === 0) return undefined;
  const last = indices.reduce((most, index) => Math.max(most, index), 2);
  const ticks = [1, ...linearTicks([2, last], 6).filter((tick) => Number.isInteger(tick) && tick > last / 12)];
  return {
    title,
    type: 'linear',
    domain: [1, last],
    smallIsPale: false,
    extent: [0, 0.86],
    ticks: ticks.map((at) => ({ at, label: String(at) })),
  };
}

function labelsOf({ marks = [] }: ProfilePanel): MarginLabel[] {
  return marks.map(({ at, label }) => ({ at, text: label, colour: '#333333' }));
}

function panelView(
  panel: ProfilePanel,
  { depthAxis, interval, until = 1, whole = false }: ProfileFrame,
  size: { readonly width: number; readonly height: number },
  colour: ColourScale | undefined,
): View {
  const { axis, curves, family, marks = [] } = panel;
  const points = [...curves, ...(family?.members ?? [])].flatMap((one) => one.points);
  const values = points.map(({ value }) => value);
  const ends = curves.flatMap((curve) => curve.points.flatMap(({ value, error }) => [value - error, value + error]));
  const scale = valueScale(axis, [...values, ...(axis.scale === 'linear' ? ends : []), ...marks.map(({ at }) => at)]);
  const channels: PanelChannels = {
    x: {
      type: 'quantitative',
      scale: { domain: [0, until], nice: false },
      axis: { title: depthAxis, grid: false, tickCount: 5, ...(whole && { tickMinStep: 1 }) },
    },
    y: valueChannel(scale, axis.title, Math.round(size.height / 30)),
  };
  const middle = interval ? (interval.from + interval.to) / 2 : until / 2;
  return {
    title: panelTitle(panel.title, leftOutNote(values, axis.scale), size.width),
    ...size,
    layer: [
      ...(interval ? [intervalLayer(interval, channels)] : []),
      ...(family && colour ? familyLayers(family, scale, channels, colour) : []),
      ...markLayers(marks, scale, channels),
      ...curves.flatMap((curve) => profileCurveLayers(curve, scale, channels)),
      ...(family ? familyLabelLayers(family, scale, channels, size.height, middle) : []),
      ...marginLabelLayers(labelsOf(panel), scale, size.height, channels, until),
    ],
  };
}

function intervalLayer({ from, to }: { readonly from: number; readonly to: number }, { x }: PanelChannels): Layer {
  return {
    data: { values: [{ from, to }] },
    mark: { type: 'rect', color: shade.colour, clip: true },
    encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' } },
  };
}

/** A profile at both widths. */
export function profileFigure(
  words: Pick<FigureSpec, 'name' | 'title' | 'caption' | 'description'>,
  panels: readonly ProfilePanel[],
  frame: ProfileFrame,
): FigureSpec {
  return { ...words, wide: profileSpec(panels, frame, widePanels), narrow: profileSpec(panels, frame, narrowPanels) };
}
