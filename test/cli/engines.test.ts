import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { odepth, temporaryFolder } from './odepth.ts';

const scenario = `format: 1
kind: kernel
name: small
purpose: what sampled it
seed: 5
ensemble: {activation: tanh, weightVariance: 2, width: 16, residualScale: 0.25, horizon: 1}
inputs: {correlated: {count: 2, variance: 1, correlation: 0.4}}
theory: {closures: [], depth: layers}
sampling: {networks: 64, engine: reference}
save: {times: [0, 1]}
`;

interface Report {
  engine: string;
  precision: string;
  device: string | null;
  reason: string | null;
  speed: number | null;
}

describe('odepth engines', () => {
  it('lists every engine in every precision: its device and speed, or why it cannot be had', async () => {
    const { code, stdout, stderr } = await odepth(['engines', '--json'], await temporaryFolder());
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const reports: Report[] = JSON.parse(stdout);
    expect(reports.find(({ engine }) => engine === 'reference')).toMatchObject({
      precision: 'float64',
      device: 'CPU, plain TypeScript',
      reason: null,
    });
    for (const { engine, speed, reason } of reports) {
      expect(speed === null, `${engine}: ${reason}`).toBe(reason !== null);
      if (speed !== null) expect(speed).toBeGreaterThan(0);
    }
  });

  it('prints them as a table', async () => {
    const { code, stdout } = await odepth(['engines'], await temporaryFolder());
    expect(code).toBe(0);
    expect(stdout).toMatch(/^engine +precision +available +speed +device, or why not\n/);
    expect(stdout).toMatch(/^reference +float64 +yes +\S+ M\/s +CPU, plain TypeScript$/m);
  });
});

describe('odepth bench', () => {
  it('compares the engines, writes a record, and names what is missing', { timeout: 240_000 }, async () => {
    const folder = await temporaryFolder();
    const { code, stdout, stderr } = await odepth(['bench', '--quick', '--json', '--out', 'b'], folder);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(await readFile(join(folder, 'b', 'bench.json'), 'utf8')).toBe(stdout);
    expect((await readdir(join(folder, 'b'))).sort()).toEqual([
      'bench.json',
      'figures',
      'manifest.json',
      'runtime.json',
    ]);
    const { rows, ratios, peers, missingPeers, equalError } = JSON.parse(stdout);
    const reference = rows.filter((row: { engine: string }) => row.engine === 'reference');
    // ReLU and tanh, plain and coupled, one worker and two.
    expect(reference).toHaveLength(8);
    for (const { speeds } of rows) {
      expect(speeds).toHaveLength(1);
      expect(speeds[0].wall).toBeGreaterThan(0);
      expect(speeds[0].processor).toBeGreaterThan(0);
    }
    expect(new Set(ratios.map(({ what }: { what: string }) => what))).toContain(
      'plain / coupled: the price of control variates',
    );
    const named = new Set([
      ...peers.map(({ peer }: { peer: string }) => peer),
      ...missingPeers.map((sentence: string) => sentence.split(' ')[0]),
    ]);
    expect(named).toEqual(new Set(['numpy', 'torch']));
    for (const { varianceReduction, networksPerSecond, needed, seconds, speedUp } of equalError) {
      expect(varianceReduction).toBeGreaterThan(64);
      expect(seconds).toBeCloseTo(needed / networksPerSecond, 6);
      expect(speedUp).toBeCloseTo(19_000 / seconds, 6);
    }
  });

  it('refuses a number of rounds that is none', async () => {
    const { code, stderr } = await odepth(['bench', '--rounds', 'many'], await temporaryFolder());
    expect(code).toBe(2);
    expect(stderr).toContain('--rounds: expected an integer from 1 to 100, came "many"');
  });
});

describe('a record', () => {
  it('names engine and precision where bytes are compared, and the device where machines differ', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'small.yaml'), scenario);
    expect((await odepth(['run', 'small.yaml', '--out', 'a'], folder)).code).toBe(0);
    const read = async (name: string) => readFile(join(folder, 'a', name), 'utf8');
    expect(JSON.parse(await read('manifest.json')).provenance.engines).toEqual({ networks: 'reference, float64' });
    expect(JSON.parse(await read('runtime.json')).devices).toEqual({ reference: 'CPU, plain TypeScript' });
    const report = await read('report.html');
    expect(report).toContain('reference, float64');
    expect(report).not.toContain('CPU, plain TypeScript');
  });

  it('is compared with one of another engine by name', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'small.yaml'), scenario);
    for (const name of ['a', 'b']) await odepth(['run', 'small.yaml', '--out', name], folder);
    expect((await odepth(['compare', 'a', 'b'], folder)).stdout).not.toContain('engine');
    const path = join(folder, 'b', 'manifest.json');
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('reference, float64', 'native, float32'));
    expect((await odepth(['compare', 'a', 'b'], folder)).stdout).toContain(
      'sampled by different engines: the first by reference, float64, the second by native, float32',
    );
    const { engines } = JSON.parse((await odepth(['compare', 'a', 'b', '--json'], folder)).stdout);
    expect(engines).toEqual(['reference, float64', 'native, float32']);
  });

  it('of an engine that does not cover the scenario is refused at its place, by check and by run', async () => {
    const folder = await temporaryFolder();
    await writeFile(
      join(folder, 'small.yaml'),
      scenario.replace('engine: reference', 'engine: reference, precision: float32'),
    );
    for (const command of ['check', 'run']) {
      const { code, stderr } = await odepth([command, 'small.yaml'], folder);
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /^small\.yaml:9:\d+: sampling\.precision: expected a precision that the engine has, came the reference engine computes in float64, not in float32/,
      );
    }
  });
});
