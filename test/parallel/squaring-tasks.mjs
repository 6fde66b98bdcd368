import { threadId } from 'node:worker_threads';

// A module of tasks for the tests: squares times a factor, in memory that is handed over.
export function open({ factor, failAt }) {
  return {
    run(task) {
      if (task === failAt) throw new Error('three is refused');
      const square = Float64Array.of(factor * task * task);
      return { result: { square, thread: threadId }, transfer: [square.buffer] };
    },
    close() {},
  };
}
