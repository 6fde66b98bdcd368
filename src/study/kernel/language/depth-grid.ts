import { depthTime, type Ensemble } from '../../../model/ensemble.ts';
import { complaint } from '../../../scenario/message-catalogue.ts';
import { type FieldComplaint, Refused } from './refused.ts';

/** ε, T and L, each known. */
export interface DepthScale {
  readonly residualScale: number;
  readonly horizon: number;
  readonly layers: number;
}

/** Two of the three, or all three where they agree. */
export type DepthFields = { readonly [Name in keyof DepthScale]?: number | undefined };

export const maximumLayers = 1_000_000;

/** How far from whole, relative, a layer count or a layer's depth may be. */
const wholeness = 1e-9;

/** To a number of significant digits. */
export const rounded = (value: number, digits: number) => Number(value.toPrecision(digits));

const isWhole = (value: number) => Math.abs(value - Math.round(value)) <= wholeness * Math.max(1, value);

/**
 * Completes T = ε² L from two of the three. The values given are kept to the last bit; a T that follows from them is
 * rounded to 15 digits, so that 0.1² · 400 is 4.
 */
export function completeDepth(fields: DepthFields): DepthScale | Refused {
  const scale = thirdOf(fields);
  if (scale instanceof Refused) return scale;
  const { residualScale, horizon, layers } = scale;
  if (residualScale > 0 && horizon > 0 && Number.isFinite(residualScale) && Number.isFinite(horizon * layers))
    return scale;
  const path = [fields.residualScale === undefined ? 'horizon' : 'residualScale'];
  return new Refused({ path, words: complaint.depthOverflow(residualScale, horizon) });
}

function thirdOf(fields: DepthFields): DepthScale | Refused {
  const { residualScale, horizon, layers } = fields;
  const given = (['residualScale', 'horizon', 'layers'] as const).filter((name) => fields[name] !== undefined);
  if (residualScale !== undefined && horizon !== undefined && layers !== undefined) {
    const product = residualScale * residualScale * layers;
    if (Math.abs(product - horizon) <= wholeness * horizon) return { residualScale, horizon, layers };
    return new Refused({ path: ['layers'], words: complaint.threeDisagree(horizon, rounded(product, 12)) });
  }
  if (horizon !== undefined && layers !== undefined)
    return { residualScale: Math.sqrt(horizon / layers), horizon, layers };
  if (residualScale !== undefined && layers !== undefined) {
    return { residualScale, horizon: rounded(residualScale * residualScale * layers, 15), layers };
  }
  if (residualScale === undefined || horizon === undefined) {
    return new Refused({ path: given, words: complaint.notTwoOfThree(['residualScale', 'horizon', 'layers'], given) });
  }
  const count = horizon / (residualScale * residualScale);
  if (count > maximumLayers * (1 + wholeness)) {
    return new Refused({ path: ['residualScale'], words: complaint.tooManyLayers(rounded(count, 12), maximumLayers) });
  }
  const whole = Math.max(1, Math.round(count));
  if (isWhole(count) && count > 0.5) return { residualScale, horizon, layers: whole };
  const [scale, time] = [Math.sqrt(horizon / whole), residualScale * residualScale * whole].map((x) => rounded(x, 12));
  return new Refused({
    path: ['horizon'],
    words: complaint.fractionalLayers(rounded(count, 12), whole, scale!, time!),
  });
}

/** Depths whose values are kept, ascending; a layer index where the depth is a layer's, else null. */
export interface SavedDepths {
  readonly times: readonly number[];
  readonly layers: readonly (number | null)[];
}

/** The layers of depths that were saved on layers. @throws RangeError for a depth between layers */
export function layersOf({ layers }: SavedDepths): number[] {
  return layers.map((layer, i) => {
    if (layer === null) throw new RangeError(`saved depth ${i} is not a layer's: save layer depths only`);
    return layer;
  });
}

/** Equally many depth steps, or depths by name. */
export type SaveFields = { readonly count: number } | { readonly times: readonly number[] };

/**
 * The depths to save. `count`: equally spaced from 0 to T, both included; on layers each moves to the nearest layer and
 * depths that meet become one. `times`: as given, 0 and T not added; on layers each must be a layer's depth to 1e-9
 * relative and takes that layer's exact value.
 */
export function savedDepths(ensemble: Ensemble, save: SaveFields, onLayers: boolean): SavedDepths | Refused {
  if ('times' in save) return namedDepths(ensemble, save.times, onLayers);
  const { layers, horizon } = ensemble;
  const steps = save.count - 1;
  if (onLayers) {
    const nearest = Array.from({ length: save.count }, (_, i) => Math.round((i * layers) / steps));
    const distinct = [...new Set(nearest)];
    return { times: distinct.map((layer) => depthTime(ensemble, layer)), layers: distinct };
  }
  const times = Array.from({ length: save.count }, (_, i) => (i * horizon) / steps);
  return { times, layers: times.map((time) => layerAt(ensemble, time)) };
}

function namedDepths(ensemble: Ensemble, asked: readonly number[], onLayers: boolean): SavedDepths | Refused {
  const { horizon } = ensemble;
  const complaints: FieldComplaint[] = [];
  const times: number[] = [];
  const layers: (number | null)[] = [];
  for (const [i, time] of asked.entries()) {
    const path = ['times', i];
    const before = asked[i - 1];
    const layer = layerAt(ensemble, time);
    if (time > horizon * (1 + wholeness)) complaints.push({ path, words: complaint.savedTimes.beyond(horizon, time) });
    else if (before !== undefined && !(time > before)) {
      complaints.push({ path, words: complaint.savedTimes.ascending(before, time) });
    } else if (onLayers && layer === null) {
      const below = Math.min(ensemble.layers - 1, Math.floor((time * ensemble.layers) / horizon));
      const [low, high] = [below, below + 1].map((ell) => rounded(depthTime(ensemble, ell), 12));
      complaints.push({ path, words: complaint.savedTimes.betweenLayers(time, low!, high!) });
    } else if (onLayers && layer !== null && layer === layers.at(-1)) {
      complaints.push({ path, words: complaint.savedTimes.ascending(before!, time) });
    }
    times.push(layer === null ? Math.min(time, horizon) : depthTime(ensemble, layer));
    layers.push(layer);
  }
  return complaints.length > 0 ? new Refused(...complaints) : { times, layers };
}

function layerAt(ensemble: Ensemble, time: number): number | null {
  const layer = (time * ensemble.layers) / ensemble.horizon;
  return isWhole(layer) ? Math.min(ensemble.layers, Math.round(layer)) : null;
}
