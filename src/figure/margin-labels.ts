import type { Layer, XChannel, YChannel } from './layers.ts';
import { fontSize } from './theme.ts';
import { fractionOf, type ValueScale, valueAt } from './value-axis.ts';

/** A label right of the frame, at the height of a value. */
export interface MarginLabel {
  readonly at: number;
  readonly text: string;
  readonly colour: string;
}

/** Pixels from the frame to a label, bridged by a line from the value's own height. */
const leader = 10;
/** Estimate in pixels, at the base font size. */
const characterWidth = 6.7;
/** Least distance in pixels between two labels. */
const separation = fontSize + 2;

/** Pixels that labels need right of the frame. */
export function marginRoom(labels: readonly Pick<MarginLabel, 'text'>[]): number {
  if (labels.length === 0) return 0;
  return leader + 6 + characterWidth * Math.max(...labels.map(({ text }) => text.length));
}

/** Layers of the labels of a panel `height` pixels high whose x axis ends at `end`: those that would touch are set apart. */
export function marginLabelLayers(
  labels: readonly MarginLabel[],
  scale: ValueScale,
  height: number,
  channels: { readonly x: XChannel; readonly y: YChannel },
  end: number,
): Layer[] {
  const inside = labels
    .map((label) => ({ ...label, place: height * (1 - fractionOf(label.at, scale)) }))
    .filter(({ place }) => place >= 0 && place <= height)
    .sort((a, b) => a.place - b.place);
  const places = apart(
    inside.map(({ place }) => place),
    height,
  );
  const x = { ...channels.x, field: 'end' };
  return inside.flatMap(({ at, text, colour }, i): Layer[] => {
    const values = [{ end, end2: end, at, label: valueAt(1 - places[i]! / height, scale), text }];
    return [
      {
        data: { values },
        mark: { type: 'rule', color: colour, strokeWidth: 0.8, x2Offset: leader - 2 },
        encoding: { x, x2: { field: 'end2' }, y: { ...channels.y, field: 'at' }, y2: { field: 'label' } },
      },
      {
        data: { values },
        mark: { type: 'text', align: 'left', baseline: 'middle', fontSize, color: colour, xOffset: leader },
        encoding: { x, y: { ...channels.y, field: 'label' }, text: { field: 'text' } },
      },
    ];
  });
}

/** Places in order, moved as little as a pass down and a pass up allow, so that neighbours do not touch. */
function apart(places: readonly number[], height: number): number[] {
  const out = [...places];
  for (let i = 1; i < out.length; i++) out[i] = Math.max(out[i]!, out[i - 1]! + separation);
  let limit = height;
  for (let i = out.length - 1; i >= 0; i--) {
    out[i] = Math.min(out[i]!, limit);
    limit = out[i]! - separation;
  }
  return out;
}
