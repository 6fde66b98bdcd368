import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { HeartbeatSetup, LockContent } from './record-lock.ts';

// Counts a lock up for as long as its process lives, so that a run on another machine can see that it does.
const { path, own, beat } = workerData as HeartbeatSetup;
let beats = own.beats;

setInterval(() => {
  try {
    const { id } = JSON.parse(readFileSync(path, 'utf8')) as LockContent;
    if (id !== own.id) return;
    const next = `${path}.${own.id.slice(0, 8)}`;
    writeFileSync(next, JSON.stringify({ ...own, beats: ++beats }));
    renameSync(next, path);
  } catch {
    // Released, or the disk is full for now: the next beat tries again.
  }
}, beat);
