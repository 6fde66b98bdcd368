import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../cli/odepth.ts';
import { missingPrograms, type OneMachine, startOneMachine } from './one-machine.ts';
import { folderWith, isComplete, keptParts, says, sharedScenario, shell, until } from './shared-scenario.ts';

const absent = missingPrograms.length > 0 ? ` (skipped: no ${missingPrograms.join(', ')} on this machine)` : '';
const shards = 200;
const scenario = sharedScenario(shards, 1);
/** Milliseconds after which a test gives up: machines that run other things beside it are slow. */
const patience = 180_000;
/** Seconds that a scheduler may cost beyond the work. */
const allowance = 3;

describe.skipIf(missingPrograms.length > 0)(
  `on a Slurm of one machine and two nodes${absent}, a job of 200 shards`,
  { timeout: patience },
  () => {
    let cluster: OneMachine;
    /** The record of local runs. */
    let local: Record<string, string>;

    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'odepth-test-'));
      try {
        await writeFile(join(folder, 'shared.yaml'), scenario);
        const run = (workers: string) =>
          says(0, ['run', 'shared.yaml', '--out', `w${workers}/record`, '--workers', workers], folder);
        [cluster] = await Promise.all([startOneMachine(), run('1'), run('2')]);
        local = await bytesOf(join(folder, 'w1', 'record'));
        expect(await bytesOf(join(folder, 'w2', 'record'))).toEqual(local);
        expect(await keptParts(join(folder, 'w1'))).toHaveLength(shards);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }, patience);
    afterAll(() => cluster?.stop());

    const again = ['submit', 'shared.yaml', '--on', 'slurm', '--workers', '2', '--out', 'record'];
    /** Slurm's number of the array of workers. */
    const submit = async (folder: string, on: OneMachine, ...more: string[]) =>
      /submitted (\d+)/.exec(await says(0, [...again, ...more], folder, on.env))?.[1] ?? '';
    const profile = (folder: string, prologue: string) =>
      writeFile(join(folder, 'profile.yaml'), `slurm: {prologue: "${prologue}"}\n`);

    /** What to say where a record does not come. */
    const account = (folder: string, on: OneMachine) => async () => {
      const logs = join(folder, '.jobs', 'record', 'logs');
      const texts = (await readdir(logs)).map(async (name) => `${name}:\n${await readFile(join(logs, name), 'utf8')}`);
      return [await on.call('squeue'), await on.call('sinfo'), ...(await Promise.all(texts))].join('\n');
    };
    const recordOf = async (folder: string, on: OneMachine) => {
      const record = join(folder, 'record');
      await until(() => isComplete(record), account(folder, on));
      return bytesOf(record);
    };
    const someParts = (folder: string, on: OneMachine) =>
      until(async () => (await keptParts(folder)).length >= 20, account(folder, on));
    /**
     * Waits for a task that was put back into the queue, where Slurm holds it back for two minutes, and lets it start in
     * two seconds: within one, its node would take it for the task that has just been stopped, and refuse it.
     */
    const startAgain = async (folder: string, on: OneMachine, array: string) => {
      let held = '';
      const heldBack = async () => {
        const queue = await on.call('squeue', '-h', '-r', '-o', '%F_%K|%T|%r');
        held = new RegExp(`^${array}_\\d+(?=\\|PENDING\\|BeginTime)`, 'm').exec(queue)?.[0] ?? '';
        return held !== '';
      };
      await until(heldBack, account(folder, on));
      await on.call('scontrol', 'update', `JobId=${held}`, 'StartTime=now+2');
    };

    it(`has the bits of local runs with one and two workers, at most ${allowance} s later than its work alone`, async () => {
      const seconds = async (work: () => Promise<void>) => {
        const began = performance.now();
        await work();
        return (performance.now() - began) / 1000;
      };
      const costs: string[] = [];
      let least = Number.POSITIVE_INFINITY;
      // The same processes with and without a scheduler; again where other programs were in the way of one of the two.
      for (let attempt = 0; attempt < 3 && least > allowance; attempt++) {
        const byShell = await folderWith(scenario);
        const alone = await seconds(async () => {
          const printed = await says(
            0,
            ['submit', 'shared.yaml', '--on', 'script', '--workers', '2', '--out', 'record'],
            byShell,
          );
          const lines = printed.split('\n').filter((line) => /--worker \d|\bcollect\b/.test(line));
          expect(lines).toHaveLength(3);
          expect(await Promise.all(lines.slice(0, 2).map((line) => shell(line, byShell)))).toEqual([0, 0]);
          expect(await shell(lines[2]!, byShell)).toBe(0);
        });
        const bySlurm = await folderWith(scenario);
        const scheduled = await seconds(async () => {
          await submit(bySlurm, cluster);
          await until(() => isComplete(join(bySlurm, 'record')), account(bySlurm, cluster));
        });
        expect(await bytesOf(join(byShell, 'record'))).toEqual(local);
        expect(await bytesOf(join(bySlurm, 'record'))).toEqual(local);
        least = Math.min(least, scheduled - alone);
        costs.push(`${scheduled.toFixed(2)} s with Slurm, ${alone.toFixed(2)} s without`);
      }
      console.info(`200 shards, 2 workers: ${costs.join('; ')}`);
      expect(least).toBeLessThanOrEqual(allowance);
    });

    it('loses nothing and has the same bits when a node is killed in the middle', async () => {
      const doomed = await startOneMachine();
      try {
        const folder = await folderWith(scenario);
        const array = await submit(folder, doomed);
        await someParts(folder, doomed);
        await doomed.killNode('n1');
        const saved = await keptParts(folder);
        expect(saved.length).toBeLessThan(shards);
        const times = await modified(folder, saved);
        await doomed.call('scontrol', 'update', 'NodeName=n1', 'State=DOWN', 'Reason=killed');
        await startAgain(folder, doomed, array);
        expect(await recordOf(folder, doomed)).toEqual(local);
        // What was there is there, and was not computed again.
        expect(await modified(folder, saved)).toEqual(times);
      } finally {
        await doomed.stop();
      }
    });

    it('is gone with its cluster, whatever is running: no daemon, step or worker is left', async () => {
      const brief = await startOneMachine();
      const folder = await folderWith(scenario);
      await submit(folder, brief);
      await someParts(folder, brief);
      expect(await brief.stop()).toEqual([]);
    });

    it('goes on in a second turn when the time of a worker is up', async () => {
      const folder = await folderWith(scenario);
      const array = await submit(folder, cluster);
      await someParts(folder, cluster);
      await cluster.call('scancel', '--batch', '--signal=USR1', `${array}_0`);
      await startAgain(folder, cluster, array);
      const log = join(folder, '.jobs', 'record', 'logs', 'worker-0.log');
      expect(await recordOf(folder, cluster)).toEqual(local);
      const turns = (await readFile(log, 'utf8')).match(/\d+ of 100 parts are there/g);
      expect(turns).toHaveLength(2);
      expect(turns![0]).not.toBe(turns![1]);
      expect(turns![1]).toBe('100 of 100 parts are there');
    });

    it('is refused a second time while it runs, keeps its parts when it is cancelled, and is finished by the same command', async () => {
      const folder = await folderWith(scenario);
      // One of the two workers waits for ever.
      await profile(folder, 'while [ x$SLURM_ARRAY_TASK_ID = x1 ]; do sleep 0.1; done');
      await submit(folder, cluster, '--profile', 'profile.yaml');
      const half = async () => (await keptParts(folder)).length === shards / 2;
      await until(half, account(folder, cluster));
      expect(await says(2, again, folder, cluster.env)).toMatch(
        /record: already submitted as \d+ and \d+, 100 of 200 parts/,
      );
      const state = JSON.parse(await says(0, ['status', 'record', '--json'], folder, cluster.env));
      expect(state).toMatchObject({
        parts: { there: 100, of: 200 },
        workers: [{ there: 100 }, { there: 0, of: 100, queue: { state: 'RUNNING' } }],
        merge: { state: 'PENDING', reason: 'Dependency' },
        complete: false,
      });
      expect(await says(0, ['cancel', 'record'], folder, cluster.env)).toMatch(
        /cancelled .*; 100 of 200 parts are kept/,
      );
      await until(async () => (await cluster.call('squeue', '-h')) === '', account(folder, cluster));
      expect(await isComplete(join(folder, 'record'))).toBe(false);
      const times = await modified(folder, await keptParts(folder));

      await submit(folder, cluster);
      expect(await readFile(join(folder, '.jobs', 'record', 'batch.sh'), 'utf8')).toContain('#SBATCH --array=1\n');
      expect(await recordOf(folder, cluster)).toEqual(local);
      expect(await modified(folder, Object.keys(times))).toEqual(times);
      expect(await says(0, again, folder, cluster.env)).toBe(
        'record: complete; nothing to do, --fresh computes it again\n',
      );
    });

    it('is not merged where parts are missing: the merge says which, and does not compute them', async () => {
      const folder = await folderWith(scenario);
      // One of the two workers never begins.
      await profile(folder, '[ x$SLURM_ARRAY_TASK_ID != x1 ] || exit 9');
      await submit(folder, cluster, '--profile', 'profile.yaml');
      const merged = () => readFile(join(folder, '.jobs', 'record', 'logs', 'merge.log'), 'utf8').catch(() => '');
      await until(async () => (await merged()).includes('--compute-missing'), account(folder, cluster));
      expect(await merged()).toContain(
        '100 of 200 parts are missing or damaged (100 of worker 1); nothing was computed',
      );
      expect(await keptParts(folder)).toHaveLength(100);
      expect(await isComplete(join(folder, 'record'))).toBe(false);
    });
  },
);

/** When parts were written, by name. */
async function modified(folder: string, names: readonly string[]): Promise<Record<string, number>> {
  const times = names.map(async (name) => [name, (await stat(join(folder, '.parts', name))).mtimeMs] as const);
  return Object.fromEntries(await Promise.all(times));
}
