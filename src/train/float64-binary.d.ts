/** The WebAssembly module that the build compiles from assembly/float64.ts. */
export declare const float64Binary: Uint8Array<ArrayBuffer>;
