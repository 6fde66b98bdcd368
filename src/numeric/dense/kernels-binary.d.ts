/** The WebAssembly module that the build compiles from `assembly/`. */
export declare const kernelsBinary: Uint8Array<ArrayBuffer>;
