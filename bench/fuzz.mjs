// Is there an input that ends in anything but a result or a refusal of odepth's own? Scenarios of every kind with values and characters
// changed, expressions, ranges, and the bytes of every format that is read: .npy, .npz, .csv, .json, IDX, parts.
//
//   node bench/fuzz.mjs [--count 1e6] [--seed 1] [--minutes 10] [--workers 1]
//
// Rounds of 100 000 inputs, each from a seed of its own (seed + round), until as many are done or the time is over; prints inputs per
// second and every finding with the seed of its round. Exit code 1 where there is one. The suite runs one such round: test/fuzz.

import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { fuzz, targets } from '../test/fuzz/inputs.mjs';

const inRound = 100_000;

/** One round: inputs, refusals, findings, and seconds by target. */
async function round(seed) {
  const sum = { seed, inputs: 0, refused: 0, findings: [], seconds: {} };
  for (const target of targets) {
    const count = Math.round((inRound * target.share) / 100);
    const began = performance.now();
    const { finding, refused } = await fuzz(target, { seed, count });
    sum.seconds[target.name] = (performance.now() - began) / 1000;
    sum.inputs += count;
    sum.refused += refused;
    if (finding !== null) sum.findings.push(`${target.name}, seed ${seed}: ${finding}`);
  }
  return sum;
}

if (!isMainThread) {
  parentPort.on('message', async (seed) => parentPort.postMessage(await round(seed)));
} else {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '1e6' },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '10' },
      workers: { type: 'string', default: '1' },
    },
  });
  const [count, seed, minutes, workers] = [values.count, values.seed, values.minutes, values.workers].map(Number);
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  const total = { inputs: 0, refused: 0, findings: [], rounds: 0, seconds: {} };
  let next = 0;
  const goesOn = () => next * inRound < count && elapsed() < 60 * minutes;
  await Promise.all(
    Array.from({ length: workers }, async () => {
      const worker = new Worker(new URL(import.meta.url));
      while (goesOn()) {
        const done = await new Promise((resolve, reject) => {
          worker.once('message', resolve);
          worker.once('error', reject);
          worker.postMessage(seed + next++);
        });
        total.rounds++;
        total.inputs += done.inputs;
        total.refused += done.refused;
        total.findings.push(...done.findings);
        for (const [name, spent] of Object.entries(done.seconds))
          total.seconds[name] = (total.seconds[name] ?? 0) + spent;
        for (const finding of done.findings) console.log(`FOUND  ${finding}`);
        console.log(
          `${total.inputs} inputs, ${(total.inputs / elapsed()).toFixed(0)}/s, ${total.refused} refused, ${total.findings.length} findings, ${elapsed().toFixed(0)} s`,
        );
      }
      await worker.terminate();
    }),
  );
  const memory = process.resourceUsage().maxRSS / 1024;
  console.log(
    `seeds ${seed} to ${seed + total.rounds - 1}: ${total.inputs} inputs in ${elapsed().toFixed(0)} s, ${total.refused} refused, ${total.findings.length} findings, at most ${memory.toFixed(0)} MB`,
  );
  const share = Object.entries(total.seconds).map(([name, spent]) => `${name} ${spent.toFixed(0)}`);
  console.log(`seconds: ${share.join(', ')}`);
  process.exitCode = total.findings.length === 0 ? 0 : 1;
}
