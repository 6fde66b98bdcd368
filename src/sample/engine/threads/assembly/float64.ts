// Entry of the float64 module.

import { activate } from './activate';
import { advanceNetwork, beginNetwork } from './network';
import { observeNetwork } from './observe';

export { erfTable, logisticTable, tanhTable } from './activations64';
export { deficient, failed, layer } from './network';
export { normals64 as normals } from './normals64';
export * from './state';

export function begin(): void {
  beginNetwork<f64>();
}

export function advance(end: i32): void {
  advanceNetwork<f64>(end);
}

export function observe(): void {
  observeNetwork<f64>();
}

/** σ of `bytes` bytes of values. */
export function apply(x: usize, bytes: usize, out: usize): void {
  activate<f64>(x, bytes, out);
}

/** Where free memory begins. */
export function heapBase(): usize {
  return __heap_base;
}
