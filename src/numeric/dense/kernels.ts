import { kernelsBinary } from './kernels-binary.js';

/** What `assembly/index.ts` exports; each function is described there. Addresses and strides are in bytes. */
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
  softplus(count: number, beta: number, a: number, s: number, d: number, d2: number, scratch: number): void;
  addScaled(count: number, y: number, alpha: number, x: number): void;
  multiplyInto(count: number, y: number, x: number): void;
  scale(count: number, y: number, alpha: number): void;
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
  scratchAddress(): number;
  readonly scratchBytes: { readonly value: number };
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

let compiled: WebAssembly.Module | undefined;

/** The kernels with a memory of their own. The module is compiled once per thread, synchronously. */
export function instantiateKernels(): Kernels {
  compiled ??= new WebAssembly.Module(kernelsBinary);
  return new WebAssembly.Instance(compiled).exports as Kernels;
}
