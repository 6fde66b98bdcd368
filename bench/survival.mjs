// Does a run that is killed again and again end with the bytes of an undisturbed one?
//
//   node bench/survival.mjs [kills]        (default 100)
//
// `odepth run` of a kernel scenario, two workers, is killed by SIGKILL at a random moment and started again, until it is done; then
// its record, every file but runtime.json, is compared with the undisturbed one.
//
// *One run*: 600 shards, each life ¼ to 1¼ of what starting and ending takes, until there have been so many kills; then to its end.
// *Many runs*: twelve shards, each life up to the time an undisturbed run takes, so that the record, too, is written under fire; run
// after run, until there have been so many kills in all.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { survivor } from '../test/survival/scenario.mjs';

const kills = Number(process.argv[2] ?? 100);
const main = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');
const scenario = (shards, shard) => survivor(`{networks: ${shards * shard}, shard: ${shard}}`);

const root = await mkdtemp(join(tmpdir(), 'odepth-survival-'));

/** Runs into a folder; kills after `life` ms. Says whether it was killed. */
function run(file, folder, life) {
  const args = ['run', file, '--workers', '2', '--out', join(folder, 'r')];
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

const seconds = (ms) => (ms / 1000).toFixed(1);

/** An undisturbed run: its record, and how long it took, ms. */
async function undisturbed(file) {
  const began = performance.now();
  await run(file, `whole-${file}`);
  return { expected: await record(join(root, `whole-${file}`)), whole: performance.now() - began };
}

async function shardsThere(folder) {
  const parts = await readdir(join(root, folder, '.parts')).catch(() => []);
  return parts.filter((name) => name.endsWith('.shard')).length;
}

/** Whether the record is as it should be; says what else is beside it. */
async function isSame(folder, expected) {
  const left = (await readdir(join(root, folder))).filter((name) => /lock|replaced|partial/.test(name));
  if (left.length > 0) console.log(`left over beside the record: ${left.join(', ')}`);
  return (await record(join(root, folder))) === expected;
}

async function oneRun() {
  const shards = 600;
  await writeFile(join(root, 'one.yaml'), scenario(shards, 32768));
  const { expected, whole } = await undisturbed('one.yaml');
  const began = performance.now();
  let killed = 0;
  let most = 0;
  for (; killed < kills; killed++) {
    if (!(await run('one.yaml', 'one', (0.25 + Math.random()) * starting))) break;
    const there = await shardsThere('one');
    if (there < most) throw new Error(`${most - there} finished shards were lost`);
    most = there;
  }
  await run('one.yaml', 'one');
  const same = await isSame('one', expected);
  console.log(
    `one run: ${killed} SIGKILLs, ${most} of ${shards} shards there at the last; the record has ${same ? '' : 'NOT '}the bytes of the ` +
      `undisturbed one; ${seconds(performance.now() - began)} s, undisturbed ${seconds(whole)} s`,
  );
  return same && killed === kills;
}

async function manyRuns() {
  await writeFile(join(root, 'many.yaml'), scenario(12, 131072));
  const { expected, whole } = await undisturbed('many.yaml');
  const began = performance.now();
  let killed = 0;
  let records = 0;
  let same = 0;
  const stages = { 'before the first shard': 0, 'while sampling': 0, 'after the last shard': 0 };
  while (killed < kills) {
    const folder = `many-${records}`;
    while (await run('many.yaml', folder, killed < kills ? Math.random() * whole : undefined)) {
      killed++;
      const there = await shardsThere(folder);
      stages[there === 0 ? 'before the first shard' : there < 12 ? 'while sampling' : 'after the last shard']++;
    }
    records++;
    if (await isSame(folder, expected)) same++;
  }
  const when = Object.entries(stages).map(([stage, count]) => `${count} ${stage}`);
  console.log(
    `many runs: ${killed} SIGKILLs (${when.join(', ')}), ${records} records, ${same} with the bytes of the undisturbed one; ` +
      `${seconds(performance.now() - began)} s, undisturbed ${seconds(whole)} s`,
  );
  return same === records;
}

// A run of one shard is all starting, and the end.
await writeFile(join(root, 'start.yaml'), scenario(1, 1024));
const { whole: starting } = await undisturbed('start.yaml');
const good = [await oneRun(), await manyRuns()];
await rm(root, { recursive: true });
process.exitCode = good.every(Boolean) ? 0 : 1;
