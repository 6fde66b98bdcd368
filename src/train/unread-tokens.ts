import type { AttentionSpec, LayerSpec, ResidualSpec } from './layer-spec.ts';

/** Attention of which all tokens ask, or the last one only. */
export interface PlannedAttention extends AttentionSpec {
  readonly queries?: 'last-token';
}

export interface PlannedResidual {
  readonly kind: 'residual';
  readonly inner: readonly PlannedLayer[];
}

/** A layer as it is computed. */
export type PlannedLayer = Exclude<LayerSpec, AttentionSpec | ResidualSpec> | PlannedAttention | PlannedResidual;

/**
 * The same function of the same parameters without the rows that nobody reads: pooling over the last token moves up
 * through layers that act on every row alike, until an attention, of which then the last token alone asks.
 */
export function withoutUnreadTokens(layers: readonly LayerSpec[]): PlannedLayer[] {
  const at = layers.findIndex((layer) => layer.kind === 'pooling');
  const pooling = layers[at];
  if (pooling?.kind !== 'pooling' || pooling.over !== 'last-token') return [...layers];
  return [...readLastToken(layers.slice(0, at), pooling), ...layers.slice(at + 1)];
}

/** Layers that give what `layers` with `pooling` behind them do. */
function readLastToken(layers: readonly PlannedLayer[], pooling: LayerSpec): PlannedLayer[] {
  const last = layers.at(-1);
  const before = layers.slice(0, -1);
  if (last && actsOnRows(last)) return [...readLastToken(before, pooling), last];
  if (last?.kind === 'attention') return [...before, { ...last, queries: 'last-token' }];
  if (last?.kind === 'residual' && last.inner.some(attends)) {
    const inner = readLastToken(last.inner, pooling);
    return [...before, { kind: 'residual', inner }];
  }
  return [...layers, pooling] as PlannedLayer[];
}

/** Whether every row of the result depends on the same row alone. */
function actsOnRows(layer: PlannedLayer): boolean {
  if (layer.kind === 'residual') return layer.inner.every(actsOnRows);
  return layer.kind === 'dense' || layer.kind === 'activation' || layer.kind === 'layer-norm';
}

function attends(layer: PlannedLayer): boolean {
  return layer.kind === 'attention' || (layer.kind === 'residual' && layer.inner.some(attends));
}
