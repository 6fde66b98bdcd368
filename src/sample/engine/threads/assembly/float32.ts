// Entry of the float32 module.

import { advanceNetwork, beginNetwork } from './network';
import { observeNetwork } from './observe';

export { deficient, failed, layer } from './network';
export * from './state';

export function begin(): void {
  beginNetwork<f32>();
}

export function advance(end: i32): void {
  advanceNetwork<f32>(end);
}

export function observe(): void {
  observeNetwork<f32>();
}

/** Where free memory begins. */
export function heapBase(): usize {
  return __heap_base;
}
