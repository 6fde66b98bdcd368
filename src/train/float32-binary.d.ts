/** The WebAssembly module that the build compiles from assembly/float32.ts. */
export declare const float32Binary: Uint8Array<ArrayBuffer>;
