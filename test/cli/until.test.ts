import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOf, odepth, start, temporaryFolder } from './odepth.ts';

const scenario = `format: 1
kind: kernel
name: small
purpose: an error to be reached
seed: 5
ensemble: {activation: tanh, weightVariance: 2, width: 16, residualScale: 0.25, horizon: 1}
inputs: {correlated: {count: 2, variance: 1, correlation: 0.4}}
theory: {closures: [], depth: layers}
sampling: {until: {quantity: K1, component: "0,1", standardError: 0.08}, atMost: 20000}
save: {times: [0, 0.5, 1]}
`;

async function folderWith(text = scenario): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'small.yaml'), text);
  return folder;
}

const summaryOf = async (record: string) => JSON.parse(await readFile(join(record, 'summary.json'), 'utf8'));

describe('odepth run until a standard error is reached', () => {
  it('reaches it, says so, and gives the same bytes for 1, 2 and 7 workers', async () => {
    const folder = await folderWith();
    for (const workers of ['1', '2', '7']) {
      const { code, stderr } = await odepth(
        ['run', 'small.yaml', '--workers', workers, '--out', `w${workers}`],
        folder,
      );
      expect(stderr).toBe('');
      expect(code).toBe(0);
    }
    const one = await bytesOf(join(folder, 'w1'));
    expect(await bytesOf(join(folder, 'w2'))).toEqual(one);
    expect(await bytesOf(join(folder, 'w7'))).toEqual(one);
    const { sampling, notes, quantities } = await summaryOf(join(folder, 'w1'));
    const { until, networks, asked } = sampling;
    expect(until).toMatchObject({ quantity: 'K1', component: '0,1', t: 1, standardErrorAsked: 0.08, reached: true });
    expect(until.standardErrorReached).toBeLessThanOrEqual(0.08);
    expect(until.looks.at(-1)).toEqual({ networks, standardError: until.standardErrorReached });
    expect(asked).toBe(networks);
    const row = quantities.find(
      (one: Record<string, unknown>) =>
        one['quantity'] === 'K1' && one['component'] === '0,1' && one['t'] === 1 && one['source'] === 'sampled',
    );
    expect(row.error).toBe(until.standardErrorReached);
    expect(notes).toEqual([]);
    const report = await readFile(join(folder, 'w1', 'report.html'), 'utf8');
    expect(report).toContain('until the standard error of K1[0,1] at the last depth is 0.08; at most 20000');
    expect(report).toContain('Chow &amp; Robbins');
    expect(report).toContain(`${networks} of ${networks}`);
  });

  it('says in a note that the most networks came first: the numbers are there, with a larger error', async () => {
    const folder = await folderWith();
    const { code, stdout, stderr } = await odepth(
      ['run', 'small.yaml', '--out', 'r', '--set', 'sampling.atMost=300'],
      folder,
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /note: 300 networks, the most allowed \(sampling\.atMost\), left a standard error of K1\[0,1\]\(1\) of 0\.\d+; 0\.08 was asked for\./,
    );
    const { sampling } = await summaryOf(join(folder, 'r'));
    expect(sampling).toMatchObject({ networks: 300, until: { reached: false } });
  });

  it('on Ctrl-C keeps what is complete', { timeout: 240_000 }, async () => {
    const folder = await folderWith(
      scenario.replace('standardError: 0.08', 'standardError: 1.0e-6').replace('atMost: 20000', 'atMost: 4000000'),
    );
    // A busy machine may need longer until something is complete.
    let done = Number.NaN;
    let ended: number | null = null;
    for (let wait = 3000; Number.isNaN(done) && wait < 30_000; wait *= 2) {
      const running = start(['run', 'small.yaml', '--out', 'r'], folder);
      await new Promise((resolve) => setTimeout(resolve, wait));
      running.kill('SIGINT');
      const { code, stderr } = await running.finished;
      ended = code;
      done = Number(/stopped after (\d+) of at most 4000000 networks/.exec(stderr)?.[1]);
    }
    expect(ended).toBe(130);
    const { sampling, notes } = await summaryOf(join(folder, 'r'));
    expect(sampling).toMatchObject({ networks: done, asked: 4000000, until: { reached: false } });
    expect(notes.join()).toContain(`Stopped early: ${done} of at most 4000000 networks.`);
  });

  it('is forecast from the first look to the most networks', async () => {
    const { code, stdout } = await odepth(['check', 'small.yaml'], await folderWith());
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /sampling: until the standard error of K1\[0,1\]\(1\) is 0\.08, block-law, engine \S+ float64; from 256 networks \(.*\) to at most 20000 \(.*\), and \d+ KiB per worker/,
    );
  });
});
