import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { odepth } from '../cli/odepth.ts';
import { folderWith, preload, shardsIn } from './shards.ts';

/** In every worker, in place of its second answer: `fault`. */
const atSecondTask = (fault: string) =>
  preload(`
    import { isMainThread, parentPort } from 'node:worker_threads';
    let tasks = 0;
    if (!isMainThread) {
      const answer = parentPort.postMessage.bind(parentPort);
      parentPort.postMessage = (...given) => {
        if (++tasks === 2) { ${fault} }
        answer(...given);
      };
    }
  `);
const run = ['run', 's.yaml', '--out', 'r', '--workers', '1'];

describe('a worker', () => {
  it.each([
    ['dies', 'process.exit(7);', 3, 'worker ended with code 7 in networks 131072 to 262143, before it answered'],
    ['throws', "throw new Error('out of luck');", 1, 'worker failed in networks 131072 to 262143: out of luck'],
    [
      'runs out of memory',
      'const all = []; for (;;) all.push(new Array(1e4).fill(tasks));',
      3,
      'a worker ran out of memory in networks 131072 to 262143. Use fewer workers (--workers)',
    ],
  ])(
    'that %s is named with its task, and finished shards are kept',
    async (_, fault, code, message) => {
      const folder = await folderWith();
      const environment = atSecondTask(fault);
      const small = { NODE_OPTIONS: `${environment['NODE_OPTIONS']} --max-old-space-size=128` };
      const failed = await odepth(run, folder, small);
      expect(failed.stderr).toContain(message);
      expect(failed.stderr).toContain('1 finished part is kept; the same command goes on from there.');
      expect(failed.code).toBe(code);
      expect(await shardsIn(folder)).toHaveLength(1);
      expect(await readdir(join(folder, 'r'))).toEqual(['unfinished.json']);
      expect((await readdir(folder)).filter((name) => name.endsWith('.lock'))).toEqual([]);
    },
    60_000,
  );
});
