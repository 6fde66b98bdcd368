// Entry of the WebAssembly module: what the build compiles, and the functions that the arena calls.

export { product, scratchBytes } from './product';
