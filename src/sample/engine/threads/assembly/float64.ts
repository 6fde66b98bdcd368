// Entry of the float64 module.

import { advanceNetwork, beginNetwork } from './network';
import { observeNetwork } from './observe';

export { erfTable, logisticTable, tanhTable } from './activations64';
export { deficient, failed, layer } from './network';
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

/** Where free memory begins. */
export function heapBase(): usize {
  return __heap_base;
}
