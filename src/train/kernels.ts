import type { Arena } from '../numeric/dense/arena.ts';
import type { RealArray } from '../numeric/dense/matrix.ts';
import { float32Binary } from './float32-binary.js';
import { float64Binary } from './float64-binary.js';

/** What the module of either precision exports; `assembly/` describes each function. Addresses are in bytes. */
export interface PassKernels {
  columnSums(rows: number, columns: number, x: number, sums: number): void;
  weightedColumnSums(rows: number, columns: number, x: number, z: number, weighted: number, plain: number): void;
  normaliseRows(
    rows: number,
    columns: number,
    epsilon: number,
    x: number,
    gain: number,
    shift: number,
    z: number,
    y: number,
    scales: number,
  ): void;
  projectRows(rows: number, columns: number, dy: number, gain: number, z: number, scales: number, dx: number): void;
  squaredDistances(rows: number, columns: number, x: number, means: number, sums: number): void;
  normaliseColumns(
    rows: number,
    columns: number,
    x: number,
    means: number,
    scales: number,
    gain: number,
    shift: number,
    z: number,
    y: number,
  ): void;
  projectColumns(
    rows: number,
    columns: number,
    dy: number,
    z: number,
    plain: number,
    weighted: number,
    factors: number,
    dx: number,
  ): void;
  scores(
    count: number,
    heads: number,
    width: number,
    tokens: number,
    queries: number,
    causal: boolean,
    factor: number,
    q: number,
    k: number,
    p: number,
  ): void;
  average(
    count: number,
    heads: number,
    width: number,
    tokens: number,
    queries: number,
    causal: boolean,
    p: number,
    v: number,
    o: number,
  ): void;
  attendBackward(
    count: number,
    heads: number,
    width: number,
    tokens: number,
    queries: number,
    causal: boolean,
    factor: number,
    q: number,
    k: number,
    v: number,
    p: number,
    outputs: number,
    dq: number,
    dk: number,
    dv: number,
    s: number,
  ): void;
  repeatRow(rows: number, columns: number, x: number, out: number): void;
  add(count: number, a: number, b: number, out: number): void;
  product(count: number, a: number, b: number, out: number): void;
  gelu(count: number, x: number, y: number, slope: number, table: number): void;
  transpose(count: number, rows: number, columns: number, x: number, y: number): void;
  plainUpdate(count: number, theta: number, g: number, rate: number, decay: number): void;
  momentumUpdate(
    count: number,
    theta: number,
    g: number,
    v: number,
    rate: number,
    decay: number,
    momentum: number,
    nesterov: boolean,
  ): void;
  adamUpdate(
    count: number,
    theta: number,
    g: number,
    m: number,
    s: number,
    beta1: number,
    fresh1: number,
    beta2: number,
    fresh2: number,
    coupled: number,
    decoupled: number,
    step: number,
    inverseRoot: number,
    epsilon: number,
  ): void;
}

/** An arena whose memory other modules may work in. */
export interface SharedArena<V extends RealArray> extends Arena<V> {
  readonly kernels: { readonly memory: unknown };
  /** Address of x[0]. @throws RangeError unless x lies in this memory */
  addressOfValues(x: V): number;
}

const compiled = new Map<Uint8Array, WebAssembly.Module>();

/** The passes over rows and parameters, in the memory of an arena. A module is compiled once per thread, synchronously. */
export function passesOf<V extends RealArray>(arena: SharedArena<V>): PassKernels {
  const binary = arena.vector(0) instanceof Float64Array ? float64Binary : float32Binary;
  let module = compiled.get(binary);
  if (!module) {
    module = new WebAssembly.Module(binary);
    compiled.set(binary, module);
  }
  return new WebAssembly.Instance(module, { env: { memory: arena.kernels.memory } }).exports as PassKernels;
}
