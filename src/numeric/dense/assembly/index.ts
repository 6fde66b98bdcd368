// Entry of the WebAssembly module: what the build compiles and ../kernels.ts declares. Addresses and strides are in bytes.

export { addScaled, multiplyInto, relu, scale } from './elementwise';
export { factorPanel, swapRows } from './panel';
export { product, scratchAddress, scratchBytes } from './product';
export { softplus } from './softplus';
export { solveTriangle } from './triangle';
