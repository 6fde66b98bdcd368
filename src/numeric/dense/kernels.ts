import { float32Binary } from './float32-binary.js';
import { float64Binary } from './float64-binary.js';

/** What the module of either precision exports; `assembly/` describes each function. Addresses and strides are in bytes. */
export interface Kernels {
  product(
    rows: number,
    columns: number,
    inner: number,
    alpha: number,
    a: number,
    aRow: number,
    aInner: number,
    b: number,
    bInner: number,
    bColumn: number,
    beta: number,
    c: number,
    cStride: number,
    scratch: number,
  ): void;
  relu(count: number, a: number, s: number, d: number): void;
  addScaled(count: number, y: number, alpha: number, x: number): void;
  multiplyInto(count: number, y: number, x: number): void;
  scale(count: number, y: number, alpha: number): void;
  scratchAddress(): number;
  scratchBytes(): number;
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

/** What float64 has beside. */
export interface DoubleKernels extends Kernels {
  softplus(count: number, beta: number, a: number, s: number, d: number, d2: number, scratch: number): void;
  factorPanel(rows: number, columns: number, m: number, stride: number, pivots: number): number;
  swapRows(count: number, x: number, y: number): void;
  solveTriangle(
    size: number,
    columns: number,
    t: number,
    tRow: number,
    tColumn: number,
    upward: boolean,
    unit: boolean,
    x: number,
    xStride: number,
  ): void;
  multiplyVector(rows: number, columns: number, a: number, aStride: number, x: number, y: number): void;
}

const compiled = new Map<Uint8Array, WebAssembly.Module>();

/** Kernels with a memory of their own. A module is compiled once per thread, synchronously. */
function instantiate(binary: Uint8Array<ArrayBuffer>): unknown {
  let module = compiled.get(binary);
  if (!module) {
    module = new WebAssembly.Module(binary);
    compiled.set(binary, module);
  }
  return new WebAssembly.Instance(module).exports;
}

export const doubleKernels = () => instantiate(float64Binary) as DoubleKernels;
export const singleKernels = () => instantiate(float32Binary) as Kernels;
