import type { Layer, XChannel, YChannel } from './layers.ts';
import type { LegendEntry } from './legend.ts';
import { colours, fontSize, type SeriesStyle } from './theme.ts';
import { fractionOf, hasPlace, type ValueScale } from './value-axis.ts';

/** Where a stage of a continuation begins, and what is new in it. */
export interface Stage {
  readonly at: number;
  readonly label: string;
}

/** A stage with the row of its label: 0 stands on the frame. */
export interface PlacedStage extends Stage {
  readonly row: number;
}

interface Channels {
  readonly x: XChannel;
  readonly y: YChannel;
}

const rowHeight = fontSize + 4;
/** Most rows of labels. */
const mostRows = 4;
/** Estimate in pixels, at the base font size. */
const characterWidth = 6.7;
const gap = 6;
const ruleStyle: SeriesStyle = { colour: colours.grey, dash: [3, 3], shape: 'circle', strokeWidth: 0.8 };

/** Stages with rows for their labels: each above all later ones that begin under it, whose lines would cross it. */
function placeStages(stages: readonly Stage[], scale: ValueScale, width: number): PlacedStage[] {
  const placed: (PlacedStage & { start: number })[] = [];
  for (const stage of [...stages].sort((a, b) => b.at - a.at)) {
    const start = width * fractionOf(stage.at, scale);
    const end = start + labelWidth(stage) + gap;
    const under = placed.filter((later) => later.start < end).map(({ row }) => row + 1);
    placed.push({ ...stage, start, row: Math.max(0, ...under) });
  }
  return placed.reverse();
}

/**
 * Stages as they are named above the frame: by their labels where these take few rows and leave it by at most `spare` pixels,
 * by numbers otherwise, which the legend then explains.
 */
export function stageNames(stages: readonly Stage[], scale: ValueScale, width: number, spare: number) {
  const shown = onAxis(stages, scale);
  const over = shown.map((stage) => labelWidth(stage) - width * (1 - fractionOf(stage.at, scale)));
  const placed = placeStages(shown, scale, width);
  const fit = placed.every(({ row }) => row < mostRows);
  if (fit && over.every((pixels) => pixels <= spare)) return { stages: placed, entries: [] };
  const numbered = shown.map(({ at }, i) => ({ at, label: String(i + 1) }));
  const entries = shown.map(
    ({ label }, i): LegendEntry => ({ label: `${i + 1}: ${label}`, style: ruleStyle, marks: ['line'] }),
  );
  return { stages: placeStages(numbered, scale, width), entries };
}

/** A thin line through the frame where a stage begins. */
export function stageRules(stages: readonly Stage[], scale: ValueScale, { x }: Channels): Layer[] {
  const values = onAxis(stages, scale).map(({ at }) => ({ at }));
  if (values.length === 0) return [];
  return [
    {
      data: { values },
      mark: { type: 'rule', color: ruleStyle.colour, strokeWidth: 0.8, strokeDash: [...ruleStyle.dash] },
      encoding: { x: { ...x, field: 'at' } },
    },
  ];
}

/** Labels above the frame, each with a line down to it. */
export function stageLabelLayers(placed: readonly PlacedStage[], { domain }: ValueScale, { x, y }: Channels): Layer[] {
  return placed.flatMap(({ at, label, row }): Layer[] => {
    const values = [{ at, top: domain[1], top2: domain[1], label }];
    const place = { ...x, field: 'at' };
    return [
      {
        data: { values },
        mark: { type: 'rule', color: ruleStyle.colour, strokeWidth: 0.8, y2Offset: -rowHeight * (row + 1) + 2 },
        encoding: { x: place, y: { ...y, field: 'top' }, y2: { field: 'top2' } },
      },
      {
        data: { values },
        mark: {
          type: 'text',
          align: 'left',
          baseline: 'bottom',
          fontSize,
          color: '#333333',
          xOffset: 4,
          yOffset: -2 - rowHeight * row,
        },
        encoding: { x: place, y: { ...y, field: 'top' }, text: { field: 'label' } },
      },
    ];
  });
}

function onAxis(stages: readonly Stage[], { scale, domain }: ValueScale): Stage[] {
  return stages.filter(({ at }) => hasPlace(at, scale) && at >= domain[0] && at <= domain[1]);
}

function labelWidth({ label }: Stage): number {
  return 4 + characterWidth * label.length;
}
