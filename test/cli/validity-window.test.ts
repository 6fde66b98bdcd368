import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOf, odepth, start, temporaryFolder } from './odepth.ts';

const scenario = `format: 1
kind: validity-window
name: small
purpose: a sweep for the tests of the command line
seed: 5
ensemble: {activation: tanh, weightVariance: 2, residualScale: 0.25, horizon: 1}
inputs: {correlated: {count: 1, variance: 2}}
sweep: {width: [8, 16, 32]}
theory: {closures: [g-only, exact], modeOrder: 12, depth: layers}
window: {tolerances: [0.02, 0.1]}
sampling: {networks: 320, refineUpTo: 4000}
save: {count: 5}
`;

async function folderWith(text = scenario): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'small.yaml'), text);
  return folder;
}

const partsIn = async (folder: string) =>
  (await readdir(join(folder, '.parts'))).filter((name) => name.endsWith('.point')).sort();
const run = (folder: string, ...more: string[]) => odepth(['run', 'small.yaml', '--out', 'r', ...more], folder);

describe('odepth run of a validity window', () => {
  it('prints window edges, keeps every point, and has nothing to do the second time', async () => {
    const folder = await folderWith();
    const first = await run(folder);
    expect(first.stderr).toBe('');
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/V4 .*exact/);
    expect(await partsIn(folder)).toHaveLength(3);
    const before = await bytesOf(join(folder, 'r'));
    const again = await run(folder);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('complete; nothing to do, --fresh computes it again');
    expect(await bytesOf(join(folder, 'r'))).toEqual(before);
    const json = await run(folder, '--json');
    expect(json.stdout).toBe(await readFile(join(folder, 'r', 'summary.json'), 'utf8'));
    const fresh = await run(folder, '--fresh', '--workers', '1');
    expect(fresh.stdout).not.toContain('nothing to do');
    expect(await bytesOf(join(folder, 'r'))).toEqual(before);
  });

  it('uses the points that are there, and computes a damaged one again, with the same bytes', async () => {
    const folder = await folderWith();
    await run(folder);
    const before = await bytesOf(join(folder, 'r'));
    const [one] = await partsIn(folder);
    await writeFile(join(folder, '.parts', one!), 'damaged');
    await rm(join(folder, 'r'), { recursive: true });
    expect((await run(folder)).code).toBe(0);
    expect(await bytesOf(join(folder, 'r'))).toEqual(before);
  });

  it('killed half-way loses at most the point in flight', async () => {
    const slow = scenario
      .replace('width: [8, 16, 32]', 'width: [8, 16, 512]')
      .replace('networks: 320', 'networks: 3200');
    const whole = await folderWith(slow);
    await run(whole);
    const folder = await folderWith(slow);
    const killed = start(['run', 'small.yaml', '--out', 'r'], folder);
    for (;;) {
      const parts = await partsIn(folder).catch(() => []);
      if (parts.length >= 2) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    killed.kill('SIGKILL');
    expect((await killed.finished).signal).toBe('SIGKILL');
    const kept = await partsIn(folder);
    const contents = await Promise.all(kept.map((name) => readFile(join(folder, '.parts', name), 'base64')));
    expect((await run(folder)).code).toBe(0);
    const after = await Promise.all(kept.map((name) => readFile(join(folder, '.parts', name), 'base64')));
    expect(after).toEqual(contents);
    expect(await bytesOf(join(folder, 'r'))).toEqual(await bytesOf(join(whole, 'r')));
  });

  it('stopped by SIGTERM keeps what is complete and goes on from there', async () => {
    const slow = scenario.replace('width: [8, 16, 32]', 'width: [8, 1024]').replace('networks: 320', 'networks: 9600');
    const folder = await folderWith(slow);
    const stopped = start(['run', 'small.yaml', '--out', 'r'], folder);
    for (;;) {
      const parts = await partsIn(folder).catch(() => []);
      if (parts.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    stopped.kill('SIGTERM');
    const { code, stderr } = await stopped.finished;
    expect(code).toBe(130);
    expect(stderr).toContain('stopped after 1 of 2 points; they are kept');
    const whole = await folderWith(slow);
    await run(whole);
    expect((await run(folder)).code).toBe(0);
    expect(await bytesOf(join(folder, 'r'))).toEqual(await bytesOf(join(whole, 'r')));
  });

  it('--refine spends networks where an edge is undecided, the same bytes in one go and step by step', async () => {
    const steps = await folderWith();
    await run(steps);
    const { networks: before } = await networksOf(steps);
    expect((await run(steps, '--refine')).code).toBe(0);
    expect((await run(steps, '--refine')).code).toBe(0);
    const after = await networksOf(steps);
    expect(after.rounds).toBe(2);
    expect(Math.max(...after.networks)).toBeGreaterThan(Math.max(...before));
    expect(Math.max(...after.networks)).toBeLessThanOrEqual(4000);
    const once = await folderWith();
    expect((await run(once, '--refine', '2')).code).toBe(0);
    expect(await bytesOf(join(once, 'r'))).toEqual(await bytesOf(join(steps, 'r')));
    expect((await run(once)).stdout).toContain('complete, refined in 2 rounds; nothing to do');
    const plain = await run(once, '--fresh');
    expect(plain.code).toBe(0);
    expect((await networksOf(once)).networks).toEqual(before);
  });

  it('refuses to refine a study without a sweep, and a number of rounds that is none', async () => {
    const folder = await folderWith();
    expect((await run(folder, '--refine', 'many')).stderr).toContain(
      '--refine: expected a number of rounds from 0 to 20',
    );
    const kernel = join(import.meta.dirname, '..', '..', 'scenarios', 'kernel', 'quickstart.yaml');
    const { code, stderr } = await odepth(['run', kernel, '--quick', '--refine'], folder);
    expect([code, stderr]).toEqual([2, 'odepth: --refine: a study of kind kernel has nothing to refine.\n']);
  });
});

async function networksOf(folder: string): Promise<{ networks: number[]; rounds: number }> {
  const { provenance } = JSON.parse(await readFile(join(folder, 'r', 'manifest.json'), 'utf8'));
  return {
    networks: provenance.points.map((point: { networks: number }) => point.networks),
    rounds: provenance.rounds,
  };
}
