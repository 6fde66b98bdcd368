// Entry of the float32 module.

import { activate } from './activate';
import { advanceNetwork, beginNetwork } from './network';
import { observeNetwork } from './observe';

export { deficient, failed, layer } from './network';
export { normals32 as normals } from './normals32';
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

/** σ of `bytes` bytes of values. */
export function apply(x: usize, bytes: usize, out: usize): void {
  activate<f32>(x, bytes, out);
}

/** Where free memory begins. */
export function heapBase(): usize {
  return __heap_base;
}
