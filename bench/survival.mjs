// Does a run that is killed again and again end with the bytes of an undisturbed one?
//
//   node bench/survival.mjs [kills]        (default 100)
//
// `odepth run` of a kernel scenario of twelve shards, two workers, is killed by SIGKILL at a random moment between its start and
// the time an undisturbed run takes, and started again, until it is done; its record (every file but runtime.json) is compared with
// the undisturbed one, and everything begins anew, until there have been so many kills.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const kills = Number(process.argv[2] ?? 100);
const main = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');
const scenario = `format: 1
kind: kernel
name: survivor
purpose: a run that is worth keeping
seed: 5
ensemble: {activation: relu, weightVariance: 2, width: 72, residualScale: 0.25, horizon: 1}
inputs: {correlated: {count: 1, variance: 1}}
theory: {closures: [], depth: layers}
sampling: {networks: ${12 * 131072}}
save: {times: [1]}
`;

const root = await mkdtemp(join(tmpdir(), 'odepth-survival-'));
await writeFile(join(root, 's.yaml'), scenario);

/** Runs into a folder; kills after `life` ms. Says whether it was killed. */
function run(folder, life) {
  const args = ['run', 's.yaml', '--workers', '2', '--out', join(folder, 'r')];
  const child = spawn(process.execPath, [main, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const timer = life === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), life);
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') resolve(true);
      else if (code === 0) resolve(false);
      else reject(new Error(`exit code ${code}: ${said}`));
    });
  });
}

async function record(folder) {
  const names = await readdir(join(folder, 'r'), { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile() && entry.name !== 'runtime.json');
  const texts = files.map(async ({ parentPath, name }) => [
    join(parentPath, name).slice(folder.length),
    await readFile(join(parentPath, name), 'base64'),
  ]);
  return JSON.stringify((await Promise.all(texts)).sort());
}

const began = performance.now();
await run('whole');
const undisturbed = performance.now() - began;
const expected = await record(join(root, 'whole'));
let done = 0;
let records = 0;
let same = 0;
const stages = { 'before the first shard': 0, 'while sampling': 0, 'after the last shard': 0 };
while (done < kills) {
  const folder = `killed-${records}`;
  while (await run(folder, done < kills ? Math.random() * undisturbed : undefined)) {
    done++;
    const parts = await readdir(join(root, folder, '.parts')).catch(() => []);
    const shards = parts.filter((name) => name.endsWith('.shard')).length;
    stages[shards === 0 ? 'before the first shard' : shards < 12 ? 'while sampling' : 'after the last shard']++;
  }
  records++;
  if ((await record(join(root, folder))) === expected) same++;
  const left = (await readdir(join(root, folder))).filter((name) => /lock|replaced|partial/.test(name));
  if (left.length > 0) console.log(`left over beside the record: ${left.join(', ')}`);
}
await rm(root, { recursive: true });
console.log(`${done} SIGKILLs, ${records} records, ${same} with the bytes of the undisturbed one`);
console.log(
  Object.entries(stages)
    .map(([stage, count]) => `${count} ${stage}`)
    .join(', '),
);
console.log(
  `an undisturbed run took ${(undisturbed / 1000).toFixed(1)} s, all ${((performance.now() - began) / 1000).toFixed(0)} s`,
);
process.exitCode = same === records ? 0 : 1;
