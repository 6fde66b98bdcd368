// Entry of the float32 module: what the build compiles and ../kernels.ts declares. Addresses are in bytes. The memory is that
// of the arena of dense products.

import { attendBackward as attendBackwardOf, average as averageOf, scores as scoresOf } from './attend';
import {
  normaliseColumns as normaliseColumnsOf,
  projectColumns as projectColumnsOf,
  squaredDistances as squaredDistancesOf,
} from './column-norm';
import { gelu as geluOf } from './gelu';
import { normaliseRows as normaliseRowsOf, projectRows as projectRowsOf } from './row-norm';
import {
  add as addOf,
  columnSums as columnSumsOf,
  product as productOf,
  repeatRow as repeatRowOf,
  weightedColumnSums as weightedColumnSumsOf,
} from './sums';
import { transpose as transposeOf } from './transpose';
import {
  adamUpdate as adamUpdateOf,
  momentumUpdate as momentumUpdateOf,
  plainUpdate as plainUpdateOf,
} from './updates';

export function columnSums(rows: usize, columns: usize, x: usize, sums: usize): void {
  columnSumsOf<f32>(rows, columns, x, sums);
}

export function weightedColumnSums(
  rows: usize,
  columns: usize,
  x: usize,
  z: usize,
  weighted: usize,
  plain: usize,
): void {
  weightedColumnSumsOf<f32>(rows, columns, x, z, weighted, plain);
}

export function normaliseRows(
  rows: usize,
  columns: usize,
  epsilon: f32,
  x: usize,
  gain: usize,
  shift: usize,
  z: usize,
  y: usize,
  scales: usize,
): void {
  normaliseRowsOf<f32>(rows, columns, epsilon, x, gain, shift, z, y, scales);
}

export function projectRows(
  rows: usize,
  columns: usize,
  dy: usize,
  gain: usize,
  z: usize,
  scales: usize,
  dx: usize,
): void {
  projectRowsOf<f32>(rows, columns, dy, gain, z, scales, dx);
}

export function squaredDistances(rows: usize, columns: usize, x: usize, means: usize, sums: usize): void {
  squaredDistancesOf<f32>(rows, columns, x, means, sums);
}

export function normaliseColumns(
  rows: usize,
  columns: usize,
  x: usize,
  means: usize,
  scales: usize,
  gain: usize,
  shift: usize,
  z: usize,
  y: usize,
): void {
  normaliseColumnsOf<f32>(rows, columns, x, means, scales, gain, shift, z, y);
}

export function projectColumns(
  rows: usize,
  columns: usize,
  dy: usize,
  z: usize,
  plain: usize,
  weighted: usize,
  factors: usize,
  dx: usize,
): void {
  projectColumnsOf<f32>(rows, columns, dy, z, plain, weighted, factors, dx);
}

export function scores(
  count: usize,
  heads: usize,
  width: usize,
  tokens: usize,
  queries: usize,
  causal: bool,
  factor: f32,
  q: usize,
  k: usize,
  p: usize,
): void {
  scoresOf<f32>(count, heads, width, tokens, queries, causal, factor, q, k, p);
}

export function average(
  count: usize,
  heads: usize,
  width: usize,
  tokens: usize,
  queries: usize,
  causal: bool,
  p: usize,
  v: usize,
  o: usize,
): void {
  averageOf<f32>(count, heads, width, tokens, queries, causal, p, v, o);
}

export function attendBackward(
  count: usize,
  heads: usize,
  width: usize,
  tokens: usize,
  queries: usize,
  causal: bool,
  factor: f32,
  q: usize,
  k: usize,
  v: usize,
  p: usize,
  outputs: usize,
  dq: usize,
  dk: usize,
  dv: usize,
  s: usize,
): void {
  attendBackwardOf<f32>(count, heads, width, tokens, queries, causal, factor, q, k, v, p, outputs, dq, dk, dv, s);
}

export function repeatRow(rows: usize, columns: usize, x: usize, out: usize): void {
  repeatRowOf<f32>(rows, columns, x, out);
}

export function add(count: usize, a: usize, b: usize, out: usize): void {
  addOf<f32>(count, a, b, out);
}

export function product(count: usize, a: usize, b: usize, out: usize): void {
  productOf<f32>(count, a, b, out);
}

export function gelu(count: usize, x: usize, y: usize, slope: usize, table: usize): void {
  geluOf<f32>(count, x, y, slope, table);
}

export function transpose(count: usize, rows: usize, columns: usize, x: usize, y: usize): void {
  transposeOf<f32>(count, rows, columns, x, y);
}

export function plainUpdate(count: usize, theta: usize, g: usize, rate: f32, decay: f32): void {
  plainUpdateOf<f32>(count, theta, g, rate, decay);
}

export function momentumUpdate(
  count: usize,
  theta: usize,
  g: usize,
  v: usize,
  rate: f32,
  decay: f32,
  momentum: f32,
  nesterov: bool,
): void {
  momentumUpdateOf<f32>(count, theta, g, v, rate, decay, momentum, nesterov);
}

export function adamUpdate(
  count: usize,
  theta: usize,
  g: usize,
  m: usize,
  s: usize,
  beta1: f32,
  fresh1: f32,
  beta2: f32,
  fresh2: f32,
  coupled: f32,
  decoupled: f32,
  step: f32,
  inverseRoot: f32,
  epsilon: f32,
): void {
  adamUpdateOf<f32>(
    count,
    theta,
    g,
    m,
    s,
    beta1,
    fresh1,
    beta2,
    fresh2,
    coupled,
    decoupled,
    step,
    inverseRoot,
    epsilon,
  );
}
