import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeFloat64 } from '#odepth/record/float64-text';
import { predictCost } from '#odepth/study/geodesic-flow/cost';
import { present, run } from '#odepth/study/geodesic-flow/run';
import { bytesOf, odepth, temporaryFolder } from '../../cli/odepth.ts';
import { soundSvg } from '../../figure/specification.ts';
import { flow, gauss, odex, quiet, resultOf, verdict } from './flows.ts';

const given = (rows: number, columns: number, A: number[], B: number[]) => ({
  source: 'the scenario',
  A: encodeFloat64([rows, columns], Float64Array.from(A)),
  B: encodeFloat64([rows, columns], Float64Array.from(B)),
});

describe('a flow that does not reach its end', () => {
  it('leaves what it reached when numbers outgrow float64, and says where and what to change', async () => {
    // A dead neuron: its momentum grows like e^{300 p}.
    const model = { effectiveDepth: 300, width: 2, activation: 'relu', bias: false } as const;
    const result = await resultOf({ model, initial: given(2, 1, [-1, -1], [1, 0]), until: 2, save: [0, 0.25, 0.5, 2] });
    expect(result.unsolved).toMatch(/^odex-1e-11: stopped at p = 0\.5.* of 2: .*leaves float64.*\(until\)/);
    expect(Array.from(result.arrays.get('odex-1e-11.p')!.data, Number)).toEqual([0, 0.25, 0.5]);
    expect(result.arrays.get('odex-1e-11.B')!.shape).toEqual([3, 2, 1]);
    expect(verdict(result, /reaches p = 2/).outcome).toBe('fails');
    expect(result.summary.notes.join()).toContain('no energies in the metric of the kernel');
  });

  it('goes on with the other integrators when the stages of one are not solved', async () => {
    const hasty = { ...gauss(4, 4, 'fixed-point'), iterations: 2 };
    const scenario = flow({ integrators: [hasty, odex(1e-9)] });
    const result = await resultOf(scenario);
    expect(result.unsolved).toMatch(/gauss-legendre-4-4: stopped at p = 0 of 1: .*2 iterations.*more steps/);
    expect(Array.from(result.arrays.get('gauss-legendre-4-4.p')!.data, Number)).toEqual([0]);
    expect(result.arrays.get('odex-1e-9.p')!.shape).toEqual([5]);
    expect(result.summary.more?.['reference']).toBe('odex-1e-9');
    const json = JSON.parse(JSON.stringify(scenario));
    const { figures, sections } = present({
      ...{ scenario: json, rows: result.summary.quantities, provenance: result.provenance, arrays: result.arrays },
    });
    for (const { wide, narrow } of figures) {
      await soundSvg(wide, 940);
      await soundSvg(narrow, 390);
    }
    expect(sections[0]!.sentences!.join()).toContain('Gauss–Legendre 4, 4 steps: nothing was reached beyond p = 0');
  });

  it('says that H is lost when its parts outgrow it', async () => {
    const model = { effectiveDepth: 5, width: 2, activation: { softplus: 4 }, bias: true };
    const result = await resultOf({
      model,
      until: 10,
      save: [0, 10],
      initial: { random: { points: 3, scale: 1, momentumScale: 1 } },
    });
    expect(verdict(result, /H is constant/).outcome).toBe('inconclusive');
  });

  it('writes nothing when it is stopped', async () => {
    const controller = new AbortController();
    controller.abort();
    const result = await run(flow({}), 'd', { ...quiet, signal: controller.signal });
    expect(result).toEqual({ stopped: expect.stringContaining('nothing was written') });
  });
});

describe('the command line', () => {
  const text = `format: 1
kind: geodesic-flow
name: small
purpose: A flow for the tests of the command line.
seed: 3
model: {effectiveDepth: 2, width: 2, activation: relu}
initial: {random: {points: 3, momentumScale: 0.2}}
integrator: [{method: odex}, {method: gauss-legendre, steps: 40, iterations: 30}]
save: {count: 5}
`;

  it('gives the same bytes again, whatever the number of workers, and shows them again', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'small.yaml'), text);
    for (const workers of ['1', '2']) {
      const { code, stderr, stdout } = await odepth(
        ['run', 'small.yaml', '--workers', workers, '--out', workers],
        folder,
      );
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(stdout).toMatch(/odex, tolerance 10⁻¹⁰ +1 +\d+ +\d+/);
    }
    const first = await bytesOf(join(folder, '1'));
    expect(await bytesOf(join(folder, '2'))).toEqual(first);
    expect((await odepth(['plot', '1'], folder)).code).toBe(0);
    expect(await bytesOf(join(folder, '1'))).toEqual(first);
  });

  it('exits with 3 and keeps the record when the stages are not solved', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'small.yaml'), text.replace('steps: 40, iterations: 30', 'steps: 4, iterations: 1'));
    const { code, stderr } = await odepth(['run', 'small.yaml', '--out', 'r'], folder);
    expect(code).toBe(3);
    expect(stderr).toContain('not solved: gauss-legendre-4-4: stopped at p = 0 of 1');
    const files = Object.keys(await bytesOf(join(folder, 'r')));
    expect(files).toContain('arrays.npz');
    expect(files).toContain('report.html');
  });

  it('refuses steps that do not end at the saved depths, with 2', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'small.yaml'), text.replace('steps: 40', 'steps: 41'));
    const { code, stderr } = await odepth(['run', 'small.yaml'], folder);
    expect(code).toBe(2);
    expect(stderr).toContain('integrator[1].steps: expected steps that end at every saved depth');
  });
});

describe('the forecast', () => {
  it('refuses states that do not fit into memory, and says what to change', () => {
    const initial = { random: { points: 1000, scale: 1, momentumScale: 1 } };
    const model = { effectiveDepth: 2, width: 500, activation: 'relu', bias: true } as const;
    const save = Array.from({ length: 1001 }, (_, i) => i / 1000);
    expect(predictCost(flow({ model, initial, save })).refusals).toEqual([
      expect.stringMatching(/GiB of memory.*save\.count/),
    ]);
    expect(predictCost(flow({})).refusals).toEqual([]);
  });

  it('foretells growth beyond float64', () => {
    const model = { effectiveDepth: 10, width: 3, activation: 'relu', bias: true } as const;
    expect(predictCost(flow({ model, until: 100 })).lines.join()).toContain('about 1e434, beyond float64');
  });
});
