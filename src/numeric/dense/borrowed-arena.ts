import { DenseArena } from './arena.ts';

/** The arena of this thread that nobody is using. */
let idle: DenseArena | undefined;

/**
 * What `use` makes of an empty arena of at least `bytes`, which is taken back at its end: nothing in it may be used later.
 * One arena is kept, the largest so far: making one for every small problem would take longer than the problem. A use
 * inside a use gets an arena of its own. @throws RangeError when so much memory cannot be had
 */
export function inArena<T>(bytes: number, use: (arena: DenseArena) => T): T {
  const arena = borrowed(bytes);
  try {
    return use(arena);
  } finally {
    arena.clear();
    if (!idle || idle.capacity < arena.capacity) idle = arena;
  }
}

function borrowed(bytes: number): DenseArena {
  const arena = idle && idle.capacity >= bytes ? idle : new DenseArena(bytes);
  idle = undefined;
  return arena;
}
