import { kernelsBinary } from './kernels-binary.js';

/** What `assembly/index.ts` exports. Addresses and strides are in bytes. */
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
  readonly scratchBytes: { readonly value: number };
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

let compiled: WebAssembly.Module | undefined;

/** The kernels with a memory of their own. The module is compiled once per thread, synchronously. */
export function instantiateKernels(): Kernels {
  compiled ??= new WebAssembly.Module(kernelsBinary);
  return new WebAssembly.Instance(compiled).exports as Kernels;
}
