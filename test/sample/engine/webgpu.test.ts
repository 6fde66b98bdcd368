import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ActivationSpec } from '#odepth/model/activation';
import { referenceEngine } from '#odepth/sample/engine/reference';
import { engineKind, refusalOf } from '#odepth/sample/engine/registry';
import { estimateKernels } from '#odepth/sample/estimate';
import type { NetworkOutcome } from '#odepth/sample/kernel-sampler';
import type { Section } from '#odepth/sample/observables';
import { layoutOf, type SamplingPlan } from '#odepth/sample/plan';
import { planOf } from '../../study/plan.ts';
import { sample, sampleSums, worstDeviation } from '../sampling.ts';

const webgpu = await engineKind('webgpu');
const probe = await webgpu.probe();
const adapter = probe.available ? `on ${probe.device}` : 'skipped where WebGPU has no adapter';

/** N inputs at 0.4 to each other, of slightly different size. */
function kernelOf(inputs: number): number[][] {
  const size = (a: number) => 1 - 0.03 * a;
  return Array.from({ length: inputs }, (_, a) =>
    Array.from({ length: inputs }, (_, b) => (a === b ? size(a) : 0.4 * Math.sqrt(size(a) * size(b)))),
  );
}

interface Case {
  readonly activation: ActivationSpec;
  readonly inputs: number;
  readonly width: number;
  readonly coupled: boolean;
}

function webgpuPlan({ activation, inputs, width, coupled }: Case, inputKernel = kernelOf(inputs)) {
  const asked = { random: 'philox', controlVariates: coupled, engine: 'webgpu', precision: 'float32' } as const;
  return planOf(activation, width, asked, inputKernel);
}

interface Drawn {
  readonly outcome: NetworkOutcome;
  readonly statistics: Float64Array;
}

/** Networks first … first + count − 1 of every range, from one engine. */
async function draw(plan: SamplingPlan, ...ranges: (readonly [first: number, count: number])[]): Promise<Drawn[]> {
  const engine = await (plan.engine === 'webgpu' ? webgpu : referenceEngine).open(plan);
  const drawn: Drawn[] = [];
  for (const [first, count] of ranges) {
    await engine.run(first, count, (_, statistics, outcome) => drawn.push({ outcome, statistics: statistics.slice() }));
  }
  await engine.dispose();
  return drawn;
}

const onReference = (plan: SamplingPlan): SamplingPlan => ({ ...plan, engine: 'reference', precision: 'float64' });

/** Largest difference of a section's entries over networks and depths. */
function largest(plan: SamplingPlan, section: Section, a: readonly Drawn[], b: readonly Drawn[]): number {
  const { offset, size, pairs, packed } = layoutOf(plan);
  const length = section === 'w' || section === 'c' || section === 'z' ? packed : pairs;
  let worst = 0;
  for (const [network, { statistics }] of a.entries()) {
    for (let depth = 0; depth < plan.savedLayers.length; depth++) {
      for (let i = depth * size + offset[section]; i < depth * size + offset[section] + length; i++) {
        worst = Math.max(worst, Math.abs(statistics[i]! - b[network]!.statistics[i]!));
      }
    }
  }
  return worst;
}

// Every N with every width between ReLU and tanh, every activation once: a kernel takes a software driver seconds to compile.
const cases: readonly Case[] = [
  { activation: 'relu', inputs: 1, width: 1024, coupled: true },
  { activation: 'relu', inputs: 2, width: 256, coupled: true },
  { activation: 'relu', inputs: 4, width: 100, coupled: true },
  { activation: 'relu', inputs: 8, width: 16, coupled: false },
  { activation: 'tanh', inputs: 1, width: 16, coupled: false },
  { activation: 'tanh', inputs: 2, width: 100, coupled: false },
  { activation: 'tanh', inputs: 4, width: 1024, coupled: true },
  { activation: 'tanh', inputs: 8, width: 256, coupled: true },
  { activation: 'identity', inputs: 3, width: 100, coupled: false },
  { activation: 'leaky-relu', inputs: 2, width: 16, coupled: false },
  { activation: 'erf', inputs: 2, width: 100, coupled: false },
  { activation: 'gelu', inputs: 3, width: 100, coupled: true },
  { activation: 'softplus', inputs: 2, width: 16, coupled: false },
  { activation: 'swish', inputs: 2, width: 100, coupled: false },
];

/** Some networks, also where their number passes 32 bits. */
const ranges = [
  [5, 4],
  [2 ** 32 - 1, 2],
] as const;

describe.skipIf(!probe.available)(`networks of the webgpu engine (${adapter})`, () => {
  it.each(cases)(
    'are those of the reference to 1e-5 in G: $activation, N = $inputs, n = $width, coupled $coupled',
    async (asked) => {
      const plan = await webgpuPlan(asked);
      const here = await draw(plan, ...ranges);
      const there = await draw(onReference(plan), ...ranges);
      expect(here.map(({ outcome }) => outcome)).toEqual(there.map(({ outcome }) => outcome));
      for (const section of ['g', 's', ...(asked.coupled ? (['l', 'e'] as const) : [])] as const) {
        expect(largest(plan, section, here, there), section).toBeLessThan(1e-5);
      }
      if (!asked.coupled) return;
      expect(largest(plan, 'w', here, there), 'w').toBeLessThan(1e-4);
      expect(largest(plan, 'c', here, there), 'c').toBeLessThan(1e-3);
      expect(largest(plan, 'z', here, there), 'z').toBeLessThan(1e-3);
    },
  );

  it('are the same bits in a second run, and wherever they stand in a dispatch', async () => {
    const plan = await webgpuPlan({ activation: 'relu', inputs: 2, width: 100, coupled: true });
    const once = await draw(plan, [0, 12]);
    expect(await draw(plan, [0, 12], [7, 4])).toEqual([...once, ...once.slice(7, 11)]);
  });

  it('agree with other words of the reference within 3.5 standard errors in K0, K1, V4 and U1', async () => {
    const plan = await webgpuPlan({ activation: 'relu', inputs: 2, width: 32, coupled: true });
    const here = await sample(plan, 2048);
    const there = await sample({ ...onReference(plan), random: 'xoshiro' }, 2048);
    for (const quantity of ['K0', 'K1', 'V4', 'U1'] as const) {
      expect(worstDeviation(here.plain[quantity], there.plain[quantity]), quantity).toBeLessThan(3.5);
      expect(worstDeviation(here.coupled![quantity], there.coupled![quantity]), quantity).toBeLessThan(3.5);
    }
  });

  it('err in K1 and V4 by less than a hundredth of the standard error of 1024 networks', async () => {
    const plan = await webgpuPlan({ activation: 'tanh', inputs: 2, width: 64, coupled: true });
    const here = estimateKernels(plan, await sampleSums(plan, 1024));
    const there = estimateKernels(plan, await sampleSums(onReference(plan), 1024));
    for (const quantity of ['K1', 'V4'] as const) {
      const { value, error } = there.coupled![quantity];
      for (let i = 0; i < value.length; i++) {
        const off = Math.abs(here.coupled![quantity].value[i]! - value[i]!);
        expect(off, `${quantity} ${i}`).toBeLessThan(0.01 * error[i]! + 1e-6);
      }
    }
  });

  it('give dependent inputs no noise of their own', async () => {
    const ones = [
      [1, 1],
      [1, 1],
    ];
    const plan = await webgpuPlan({ activation: 'tanh', inputs: 2, width: 16, coupled: true }, ones);
    const here = await draw(plan, [0, 3]);
    expect(here.map(({ outcome }) => outcome.deficientPivots)).toEqual([6, 6, 6]);
    expect(largest(plan, 'g', here, await draw(onReference(plan), [0, 3]))).toBeLessThan(1e-5);
  });

  it('are listed with the layer where they leave float32', async () => {
    const plan = await webgpuPlan({ activation: 'relu', inputs: 1, width: 16, coupled: false });
    const wild = { ...plan, ensemble: { ...plan.ensemble, weightVariance: 1e9 } };
    const [here] = await draw(wild, [0, 1]);
    const [there] = await draw(onReference(wild), [0, 1]);
    expect(there!.outcome.divergedAt).toBeNull();
    expect(here!.outcome.divergedAt).toBeGreaterThan(0);
  });
});

/** What a Node process of its own prints: the engine's module is in scope as `webgpu`. */
async function printed(dist: string, code: string, environment: Record<string, string> = {}): Promise<string> {
  const module = pathToFileURL(join(dist, 'sample', 'engine', 'webgpu', 'webgpu-engine.js')).href;
  const script = `import { webgpuEngine as webgpu } from ${JSON.stringify(module)};\n${code}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...environment },
    timeout: 50_000,
  });
  return stdout;
}
const dist = join(import.meta.dirname, '..', '..', '..', 'dist');
const printProbe = 'console.log(JSON.stringify(await webgpu.probe()));';

describe('the webgpu engine', () => {
  it('refuses what it does not do, and says what can', async () => {
    const plan = await webgpuPlan({ activation: 'relu', inputs: 2, width: 16, coupled: true });
    expect(refusalOf(webgpu, plan)).toBeNull();
    const refused: readonly [Partial<SamplingPlan>, RegExp][] = [
      [{ precision: 'float64' }, /computes in float32, not in float64/],
      [{ random: 'xoshiro' }, /Philox words only.*set random: philox/],
      [{ sampler: 'explicit-weights' }, /block-law sampler only/],
      [{ sampler: 'g-only-stochastic' }, /block-law sampler only/],
      [{ residuals: true }, /residual of the V4 equation; the reference engine does/],
      [{ ensemble: { ...plan.ensemble, activation: { expression: 'x' } } }, /not expressions/],
      [{ chain: { ...plan.chain, inputs: 17 } }, /up to 16 inputs, not 17/],
      [{ ensemble: { ...plan.ensemble, layers: 2 ** 30 } }, /random words in 32 bits/],
    ];
    for (const [change, reason] of refused) expect(refusalOf(webgpu, { ...plan, ...change })).toMatch(reason);
  });

  it('bounds its memory by the batch, not by the number of networks: at most 256 MiB up to N = 16, n = 4096', async () => {
    for (const inputs of [1, 4, 16]) {
      const plan = await webgpuPlan({ activation: 'relu', inputs, width: 4096, coupled: true });
      const { bytes, seconds } = webgpu.predict(plan);
      expect(bytes).toBeLessThan(2 ** 28);
      expect(seconds).toBeCloseTo(inputs * 4096 * 6 * 1e-9, 12);
    }
  });

  it('says what to install where the package is missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'odepth-webgpu-'));
    try {
      cpSync(dist, join(folder, 'dist'), { recursive: true });
      cpSync(join(dist, '..', 'package.json'), join(folder, 'package.json'));
      expect(JSON.parse(await printed(join(folder, 'dist'), printProbe))).toEqual({
        available: false,
        reason: expect.stringContaining('npm install webgpu'),
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.skipIf(!probe.available || process.platform !== 'linux')(
    'says what to install where there is no driver (skipped where WebGPU has no adapter, or not by Vulkan)',
    async () => {
      const none = { VK_DRIVER_FILES: '/nonexistent.json', VK_ICD_FILENAMES: '/nonexistent.json' };
      expect(JSON.parse(await printed(dist, printProbe, none))).toEqual({
        available: false,
        reason: expect.stringMatching(/finds no adapter: a GPU driver is needed/),
      });
    },
  );

  it.skipIf(!probe.available)(`lets the process end once it is disposed of (${adapter})`, async () => {
    const plan = await webgpuPlan({ activation: 'identity', inputs: 1, width: 16, coupled: false });
    const chain = Object.entries(plan.chain).map(([key, value]) =>
      typeof value === 'number' ? `${key}: ${value}` : `${key}: Float64Array.of(${value.join()})`,
    );
    const code = `const plan = { ...${JSON.stringify(plan)}, chain: { ${chain.join()} } };
      const engine = await webgpu.open(plan);
      await engine.run(0, 3, (network) => console.log(network));
      await engine.dispose();`;
    expect(await printed(dist, code)).toBe('0\n1\n2\n');
  });
});
