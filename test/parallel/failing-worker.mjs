// Answers task 'ok', reports 'fails', and dies on 'dies': the ways in which a worker can let a pool down.
import { parentPort } from 'node:worker_threads';

parentPort.on('message', (task) => {
  if (task === 'dies') process.exit(3);
  if (task === 'throws') throw new Error('out of luck');
  if (task === 'leaves') setTimeout(() => process.exit(4), 1);
  parentPort.postMessage(task === 'fails' ? { failure: 'a bad shard' } : { result: task });
});
