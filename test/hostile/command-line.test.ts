import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../cli/odepth.ts';
import { leastSeconds } from './least-seconds.ts';
import { refused } from './records.ts';
import { costly, large, scenarioFile } from './scenarios.ts';
import { steering } from './steering.ts';

const main = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
const usage = join(import.meta.dirname, 'usage.mjs');
const mostSeconds = 2;
const mostMegabytes = 500;

/** Some of those that ask for most time or memory, or wait for what never comes. */
const demanding = [
  'a hundred aliases of a long list',
  '159 000 quotes',
  '10 000 unknown fields',
  '1000 published numbers of 64 inputs',
  'comparisons within comparisons',
  'an activation with 100 000 kinks',
  'a points file that is a pipe',
  'a points file of 130 million bytes',
  'features that unpack to 2 GB',
  'a table of 60 million line breaks',
  'a link to endless zeros as scenario',
  'of a summary nested five million deep',
  'of arrays that unpack to 900 MB',
];

const scenarios = [...costly, ...large, ...steering].map((one) => ({ ...one, args: ['check', scenarioFile] }));
const all = [...scenarios, ...refused];

/** What odepth answers, and what it took. */
async function answer(args: readonly string[], folder: string) {
  const child = spawn(process.execPath, ['--import', usage, main, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  const [, kilobytes, microseconds] = /usage (\d+) (\d+)/.exec(said)!;
  return { code, said, megabytes: Number(kilobytes) / 1024, seconds: Number(microseconds) / 1e6 };
}

/** How many times slower than usual this machine is now: `odepth --version` takes 0.15 s of a processor that has nothing else to do. */
async function slowness(): Promise<number> {
  return Math.max(1, (await answer(['--version'], '.')).seconds / 0.15);
}

it.each(demanding)('%s: exit code 2, within two seconds and 500 MB', async (name) => {
  const { args, write, says } = all.find((one) => one.name === name)!;
  const folder = await temporaryFolder();
  write(folder);
  const least = await leastSeconds(mostSeconds, async () => {
    const { code, said, megabytes, seconds } = await answer(args, folder);
    expect(said).toMatch(says!);
    expect(code).toBe(2);
    expect(megabytes).toBeLessThan(mostMegabytes);
    return seconds < mostSeconds ? seconds : seconds / (await slowness());
  });
  expect(least).toBeLessThan(mostSeconds);
});
