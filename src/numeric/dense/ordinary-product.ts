import { DenseArena } from './arena.ts';
import type { Matrix } from './matrix.ts';

/** Products of two matrices that may be transposed, by name. */
export type ProductForm = 'A B' | 'Aᵀ B' | 'A Bᵀ';

/** Room for the factors and the result, renewed where a larger product comes. */
let room:
  | { readonly arena: DenseArena; readonly a: Float64Array; readonly b: Float64Array; readonly c: Float64Array }
  | undefined;

/**
 * out ← A B, Aᵀ B or A Bᵀ for matrices in ordinary memory, by the kernels of an arena of this thread: they are copied in
 * and the result is copied out, which costs little from some thousand multiplications on. out shares no entry with
 * A or B. @throws RangeError for shapes that do not fit
 */
export function ordinaryProduct(form: ProductForm, a: Matrix, b: Matrix, out: Matrix): void {
  const { arena, ...values } = roomFor(a, b, out);
  const left = copied(a, values.a);
  const right = copied(b, values.b);
  const { rows, columns } = out;
  const result = { rows, columns, stride: columns, data: values.c.subarray(0, rows * columns) };
  if (form === 'A B') arena.multiply(1, left, right, 0, result);
  else if (form === 'Aᵀ B') arena.multiplyLeftTransposed(1, left, right, 0, result);
  else arena.multiplyRightTransposed(1, left, right, 0, result);
  for (let i = 0; i < rows; i++) out.data.set(result.data.subarray(i * columns, (i + 1) * columns), i * out.stride);
}

function roomFor(a: Matrix, b: Matrix, out: Matrix) {
  const needed = [a, b, out].map(({ rows, columns }) => rows * columns);
  const present = room ? [room.a.length, room.b.length, room.c.length] : [0, 0, 0];
  if (room && needed.every((length, i) => length <= present[i]!)) return room;
  const [first, second, third] = needed.map((length, i) => Math.max(length, present[i]!)) as [number, number, number];
  const bytes = [first, second, third].reduce((sum, length) => sum + DenseArena.bytesOf(1, length), 0);
  const arena = new DenseArena(bytes);
  room = { arena, a: arena.vector(first), b: arena.vector(second), c: arena.vector(third) };
  return room;
}

function copied({ rows, columns, stride, data }: Matrix, values: Float64Array): Matrix {
  for (let i = 0; i < rows; i++) values.set(data.subarray(i * stride, i * stride + columns), i * columns);
  return { rows, columns, stride: columns, data: values.subarray(0, rows * columns) };
}
