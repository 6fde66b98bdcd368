import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOf, odepth, start, temporaryFolder } from './odepth.ts';

const scenario = `format: 1
kind: kernel
name: small
purpose: a small ensemble for the tests of the command line
seed: 5
ensemble: {activation: tanh, weightVariance: 2, width: 16, residualScale: 0.25, horizon: 1}
inputs: {correlated: {count: 2, variance: 1, correlation: 0.4}}
theory: {modeOrder: 6, depth: layers}
sampling: {networks: 200}
save: {times: [0, 0.5, 1]}
`;

async function folderWith(text: string): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'small.yaml'), text);
  return folder;
}

describe('odepth run', () => {
  it('writes a complete record, prints the verdicts and the path of the report', async () => {
    const folder = await folderWith(scenario);
    const { code, stdout, stderr } = await odepth(['run', 'small.yaml'], folder);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/K1\[0,0\]\(1\) +exact .*(holds|fails|inconclusive)/);
    const record = join(folder, /record +(\S+)/.exec(stdout)![1]!);
    expect((await readdir(record)).sort()).toEqual(
      [
        'arrays.npz',
        'figures',
        'manifest.json',
        'report.html',
        'runtime.json',
        'scenario.json',
        'scenario.yaml',
        'series.csv',
        'summary.json',
      ].sort(),
    );
    expect(await readFile(join(record, 'scenario.yaml'), 'utf8')).toBe(scenario);
    expect((await readdir(join(record, 'figures'))).filter((name) => name.endsWith('.png')).length).toBeGreaterThan(3);
  });

  it('gives the same bytes for 1, 2 and 7 workers', async () => {
    const folder = await folderWith(scenario);
    for (const workers of ['1', '2', '7']) {
      const { code } = await odepth(['run', 'small.yaml', '--workers', workers, '--out', `w${workers}`], folder);
      expect(code).toBe(0);
    }
    const one = await bytesOf(join(folder, 'w1'));
    expect(await bytesOf(join(folder, 'w2'))).toEqual(one);
    expect(await bytesOf(join(folder, 'w7'))).toEqual(one);
  });

  it('--json prints the summary and nothing else on stdout', async () => {
    const folder = await folderWith(scenario);
    const { stdout, code } = await odepth(['run', 'small.yaml', '--json', '--out', 'r'], folder);
    expect(code).toBe(0);
    expect(stdout).toBe(await readFile(join(folder, 'r', 'summary.json'), 'utf8'));
    const { name, kind, digest, quantities, verdicts } = JSON.parse(stdout);
    expect([name, kind, digest.length]).toEqual(['small', 'kernel', 64]);
    // 3 pairs: K0, G, K1, U1 (3 each) and V4 (6) = 18 components, 3 depths, 3 closures + 2 sampled sources.
    expect(quantities.length).toBe(18 * 3 * 5);
    expect(new Set(quantities.map((row: { source: string }) => row.source))).toEqual(
      new Set(['source-only', 'g-only', 'exact', 'sampled', 'sampled-plain']),
    );
    // K0 is common to all closures: 2 components, and 2 x 3 closures each for V4 and K1.
    expect(verdicts.length).toBe(14);
  });

  it('runs theory alone and sampling alone', async () => {
    const folder = await folderWith(scenario);
    const theory = await odepth(['run', 'small.yaml', '--json', '--set', 'sampling=null'], folder);
    expect(theory.code).toBe(0);
    expect(JSON.parse(theory.stdout).quantities.some((row: { source: string }) => row.source === 'sampled')).toBe(
      false,
    );
    const sampling = await odepth(['run', 'small.yaml', '--json', '--set', 'theory.closures=[]'], folder);
    expect(sampling.code).toBe(0);
    expect(JSON.parse(sampling.stdout).quantities.some((row: { source: string }) => row.source === 'exact')).toBe(
      false,
    );
  });

  it('refuses a bad scenario with its position, exit code 2, and writes nothing', async () => {
    const folder = await folderWith(scenario.replace('weightVariance', 'weightVarience'));
    const { code, stdout, stderr } = await odepth(['run', 'small.yaml'], folder);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^small\.yaml:6:30: /);
    expect(stderr).toContain('did you mean weightVariance');
    expect(await readdir(folder)).toEqual(['small.yaml']);
  });

  it('says when the record cannot be written, exit code 4, before computing', async () => {
    const folder = await folderWith(scenario);
    const { code, stderr } = await odepth(['run', 'small.yaml', '--out', 'small.yaml/record'], folder);
    expect(code).toBe(4);
    expect(stderr).toMatch(/--out/);
  });

  it('refuses to overwrite a folder that is no record', async () => {
    const folder = await folderWith(scenario);
    const { code, stderr } = await odepth(['run', 'small.yaml', '--out', '.'], folder);
    expect(code).toBe(4);
    expect(stderr).toContain('holds no record of odepth');
  });

  it('leaves no half-written record when killed, and a run of another scenario there only with --fresh', async () => {
    const folder = await folderWith(scenario.replace('networks: 200', 'networks: 4000000'));
    const running = start(['run', 'small.yaml', '--out', 'r'], folder);
    while (!(await readdir(join(folder, 'r')).catch((): string[] => [])).includes('unfinished.json'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    running.kill('SIGKILL');
    expect((await running.finished).signal).toBe('SIGKILL');
    expect(await readdir(join(folder, 'r'))).toEqual(['unfinished.json']);
    const other = ['run', 'small.yaml', '--out', 'r', '--set', 'sampling.networks=200'];
    const refused = await odepth(other, folder);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /^odepth: r: expected to go on with the unfinished run there, but the scenario changed: it was begun with "small", kind kernel, digest [0-9a-f]{12}, and came "small", .*--fresh\.\n$/,
    );
    expect((await odepth([...other, '--fresh'], folder)).code).toBe(0);
    expect(await readdir(join(folder, 'r'))).not.toContain('unfinished.json');
  });

  it('on Ctrl-C writes what is complete, says how to continue, and exits with 130', async () => {
    const folder = await folderWith(scenario.replace('networks: 200', 'networks: 4000000'));
    const running = start(['run', 'small.yaml', '--out', 'r'], folder);
    while (!(await readdir(join(folder, '.parts')).catch((): string[] => [])).some((name) => name.endsWith('.shard')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    running.kill('SIGINT');
    const { code, stderr } = await running.finished;
    expect(code).toBe(130);
    expect(stderr).toMatch(/stopped after (\d+) of 4000000 networks/);
    const done = Number(/stopped after (\d+)/.exec(stderr)![1]);
    const summary = JSON.parse(await readFile(join(folder, 'r', 'summary.json'), 'utf8'));
    expect(summary.sampling).toMatchObject({ networks: done, asked: 4000000 });
    expect(summary.notes.join()).toContain('Stopped early');
  });
});

describe('odepth compare and plot', () => {
  it('find no difference between a record and itself, and honest ones between seeds', async () => {
    const folder = await folderWith(scenario);
    await odepth(['run', 'small.yaml', '--out', 'a'], folder);
    await odepth(['run', 'small.yaml', '--out', 'b', '--set', 'seed=6'], folder);
    const same = await odepth(['compare', 'a', 'a'], folder);
    expect(same.code).toBe(0);
    const seeds = await odepth(['compare', 'a', 'b', '--threshold', '5', '--json'], folder);
    expect(seeds.code).toBe(0);
    const { rows, beyond } = JSON.parse(seeds.stdout);
    expect(beyond).toBe(0);
    expect(rows.some((row: { difference: number }) => row.difference !== 0)).toBe(true);
    const otherEnsemble = await odepth(
      ['run', 'small.yaml', '--out', 'c', '--set', 'ensemble.weightVariance=1'],
      folder,
    );
    expect(otherEnsemble.code).toBe(0);
    expect((await odepth(['compare', 'a', 'c'], folder)).code).toBe(5);
  });

  it('plot draws the same bytes again', async () => {
    const folder = await folderWith(scenario);
    await odepth(['run', 'small.yaml', '--out', 'a'], folder);
    const before = await bytesOf(join(folder, 'a'));
    const { code } = await odepth(['plot', 'a'], folder);
    expect(code).toBe(0);
    expect(await bytesOf(join(folder, 'a'))).toEqual(before);
  });

  it('refuse a folder that is no record, exit code 2', async () => {
    const folder = await folderWith(scenario);
    for (const args of [
      ['plot', '.'],
      ['compare', '.', '.'],
    ]) {
      const { code, stderr } = await odepth(args, folder);
      expect(code).toBe(2);
      expect(stderr).toContain('this is not a record of odepth');
    }
  });
});

describe('odepth', () => {
  it('suggests the command meant, exit code 2', async () => {
    const { code, stderr } = await odepth(['rnu', 'x.yaml'], await temporaryFolder());
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean run?');
  });

  it('check foretells cost and refuses what would not fit, exit code 3', async () => {
    const folder = await folderWith(scenario);
    const fine = await odepth(['check', 'small.yaml'], folder);
    expect(fine.code).toBe(0);
    expect(fine.stdout).toMatch(/sampling: 200 networks/);
    const huge = await odepth(
      ['check', 'small.yaml', '--set', 'inputs={correlated: {count: 60, variance: 1}}', '--set', 'ensemble.width=100'],
      folder,
    );
    expect(huge.code).toBe(3);
    expect(huge.stderr).toContain('limit');
  });

  it('lists the shipped scenarios', async () => {
    const { code, stdout } = await odepth(['list'], await temporaryFolder());
    expect(code).toBe(0);
    expect(stdout).toContain('quickstart.yaml');
  });

  it('prints its help and exit codes', async () => {
    const { code, stdout } = await odepth(['--help'], await temporaryFolder());
    expect(code).toBe(0);
    expect(stdout).toContain('Exit codes');
  });
});
