import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { activationOf, type BuiltInActivation, builtInActivations } from '#odepth/model/activation';
import type { Ensemble } from '#odepth/model/ensemble';
import { sampleNetworks } from '#odepth/parallel/sampling';
import { type EngineName, engineNames } from '#odepth/sample/engine/names';
import { nativeEngine } from '#odepth/sample/engine/native/native';
import { openEngine, refusalOf } from '#odepth/sample/engine/registry';
import type { SamplingPlan } from '#odepth/sample/plan';
import { infiniteWidthChain } from '#odepth/study/kernel/theory/infinite-width';
import { identityPlan } from '../identity-ensemble.ts';

// Compiled once for all runs of the suite.
process.env['ODEPTH_CACHE'] ??= join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'odepth');

const probe = await nativeEngine.probe();
const absent = probe.available ? '' : ` [skipped: ${probe.reason}]`;
const hasThreads = (engineNames as readonly string[]).includes('threads');

const spread = (inputs: number) =>
  Array.from({ length: inputs }, (_, a) => Array.from({ length: inputs }, (_, b) => (a === b ? 1 + 0.1 * a : 0.3)));

async function planOf(
  activation: BuiltInActivation,
  width: number,
  inputKernel: readonly (readonly number[])[],
  overrides: Partial<SamplingPlan> = {},
  changes: Partial<Ensemble> = {},
): Promise<SamplingPlan> {
  const layers = 6;
  const residualScale = 0.4;
  const ensemble: Ensemble = {
    ...{ activation, weightVariance: 1.7, biasVariance: 0.2, leak: 0.3, width, residualScale, layers, inputKernel },
    horizon: residualScale ** 2 * layers,
    ...changes,
  };
  const chain = infiniteWidthChain(ensemble, await activationOf(activation), 1e-8);
  return identityPlan({ chain, savedLayers: [0, 2, 6], seed: '12345678901234567', ...overrides }, ensemble);
}

/** Statistics and outcomes of networks 5 … 5 + count − 1, as text that tells every bit. */
async function sampled(plan: SamplingPlan, engine: EngineName, count = 2) {
  const opened = await openEngine({ ...plan, engine });
  const networks: { network: number; outcome: unknown; bits: string }[] = [];
  await opened.run(5, count, (network, statistics, outcome) => {
    // What an engine leaves of a network that diverged is nobody's.
    const kept = outcome.divergedAt === null ? statistics : new Float64Array(1);
    networks.push({ network, outcome, bits: Buffer.from(kept.slice().buffer).toString('base64') });
  });
  await opened.dispose();
  return networks;
}

const variants = [true, false].flatMap((controlVariates) =>
  (['xoshiro', 'philox'] as const).flatMap((random) =>
    (['block-law', 'explicit-weights'] as const).map((sampler) => ({ controlVariates, random, sampler })),
  ),
);

async function expectSameBits(plan: SamplingPlan) {
  for (const variant of variants) {
    const own = { ...plan, ...variant };
    expect(await sampled(own, 'native'), JSON.stringify(variant)).toEqual(await sampled(own, 'reference'));
  }
}

describe.skipIf(!probe.available)(`the native engine in float64 has the bits of the reference${absent}`, () => {
  it.each(builtInActivations)('%s, three inputs, coupled or not, both samplers and generators', async (activation) => {
    await expectSameBits(await planOf(activation, 37, spread(3)));
  });

  it.each([1, 2, 4, 5, 12])('%i inputs at widths of every remainder', async (inputs) => {
    for (const width of [1, 8, 131, 300]) await expectSameBits(await planOf('relu', width, spread(inputs)));
  });

  it('without bias', async () => {
    await expectSameBits(await planOf('relu', 37, spread(3), {}, { biasVariance: 0 }));
  });

  it('where inputs are dependent: the same directions receive no noise, and they are counted', async () => {
    const twice = [
      [1, 1, 0.3],
      [1, 1, 0.3],
      [0.3, 0.3, 1.2],
    ];
    const plan = await planOf('relu', 37, twice);
    await expectSameBits(plan);
    const [first] = await sampled(plan, 'native');
    expect(first!.outcome).toMatchObject({ deficientPivots: 6 });
  });

  it('where networks overflow: at the same layer', async () => {
    const plan = await planOf('relu', 37, spread(3));
    const grown = { ...plan, ensemble: { ...plan.ensemble, weightVariance: 1e120 } };
    await expectSameBits(grown);
    const [first] = await sampled(grown, 'native');
    expect(first!.outcome).toMatchObject({ divergedAt: 2 });
  });

  it('and the same sums from 1 and 2 workers', async () => {
    const plan = await planOf('relu', 37, spread(3));
    const reference = await sampleNetworks({ plan, networks: 100, workers: 1, blockSize: 16 });
    for (const workers of [1, 2]) {
      const native = await sampleNetworks({
        plan: { ...plan, engine: 'native' },
        networks: 100,
        workers,
        blockSize: 16,
      });
      expect(native!.sums, `${workers} workers`).toEqual(reference!.sums);
    }
  });
});

describe.skipIf(!probe.available)(`the native engine in float32${absent}`, () => {
  const precision = 'float32';

  it.each(builtInActivations)('%s: within 2e-5 of float64 on the same words', async (activation) => {
    for (const sampler of ['block-law', 'explicit-weights'] as const) {
      const plan = await planOf(activation, 131, spread(3), { sampler });
      const [single, double] = await Promise.all(
        ([precision, 'float64'] as const).map(async (own) => {
          const engine = await openEngine({ ...plan, engine: 'native', precision: own });
          let seen = new Float64Array();
          await engine.run(5, 1, (_, statistics) => {
            seen = statistics.slice();
          });
          return seen;
        }),
      );
      // g and s of the last depth stand first among its numbers.
      const size = single!.length / 3;
      for (let i = 2 * size; i < 2 * size + 12; i++) expect(Math.abs(single![i]! - double![i]!)).toBeLessThan(2e-5);
    }
  });

  it.skipIf(!hasThreads)('has the bits of the threads engine', async () => {
    for (const activation of builtInActivations) {
      for (const width of [37, 131]) {
        for (const controlVariates of [true, false]) {
          const plan = await planOf(activation, width, spread(3), { precision, controlVariates });
          expect(await sampled(plan, 'native'), `${activation} ${width} ${controlVariates}`).toEqual(
            await sampled(plan, 'threads' as EngineName),
          );
        }
      }
    }
  });
});

describe.skipIf(!probe.available)(`a compiled library${absent}`, () => {
  it('appears once, whole, where many ask for it at the same time', async () => {
    const before = process.env['ODEPTH_CACHE'];
    const folder = mkdtempSync(join(tmpdir(), 'odepth-native-'));
    process.env['ODEPTH_CACHE'] = folder;
    try {
      const probes = await Promise.all(Array.from({ length: 3 }, () => nativeEngine.probe()));
      expect(probes.map(({ available }) => available)).toEqual([true, true, true]);
      const kept = readdirSync(join(folder, 'native'));
      expect(kept).toHaveLength(1);
      expect(kept[0]).toMatch(/^[0-9a-f]{32}\.so$/);
    } finally {
      process.env['ODEPTH_CACHE'] = before;
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the native engine says what is missing', () => {
  const compilerBefore = process.env['CC'];
  const folder = mkdtempSync(join(tmpdir(), 'odepth-native-'));
  const script = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const reason = async () => {
    const found = await nativeEngine.probe();
    return found.available ? 'available' : found.reason;
  };
  let withKoffi = false;
  beforeAll(async () => {
    withKoffi = await import('koffi').then(
      () => true,
      () => false,
    );
    return () => rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    if (compilerBefore === undefined) delete process.env['CC'];
    else process.env['CC'] = compilerBefore;
  });

  it('a compiler', async ({ skip }) => {
    if (!withKoffi) skip('koffi is not installed');
    process.env['CC'] = '/nowhere/cc';
    expect(await reason()).toMatch(/no C compiler `\/nowhere\/cc`: install gcc or clang .* environment variable CC/);
    const plan = identityPlan({ engine: 'native' });
    await expect(openEngine(plan)).rejects.toThrow(/native engine is not available: .*no C compiler/);
  });

  it('a compiler that knows the options', async ({ skip }) => {
    if (!withKoffi) skip('koffi is not installed');
    process.env['CC'] = script('pascal', 'echo "unknown option" >&2; exit 2');
    expect(await reason()).toMatch(/pascal` is not a C compiler that takes the options .*It said: unknown option/);
  });

  it('a compiler that compiles', async ({ skip }) => {
    if (!withKoffi) skip('koffi is not installed');
    process.env['CC'] = script(
      'old-cc',
      'case "$*" in --version) echo old-cc 1.0;; *-dM*) echo "#define OLD 1";; *) echo "network.c: too new" >&2; exit 1;; esac',
    );
    expect(await reason()).toMatch(/old-cc 1\.0\) does not compile its C source; .*It said: network\.c: too new/s);
  });

  it('koffi', () => {
    const elsewhere =
      'export const resolve = (name, context, next) => next(name === "koffi" ? "koffi-that-is-not-there" : name, context);';
    const hook = `import { register } from "node:module"; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(elsewhere)}`)});`;
    const file = join(import.meta.dirname, '..', '..', '..', 'dist', 'sample', 'engine', 'native', 'native.js');
    const { stdout } = spawnSync(
      process.execPath,
      [
        ...['--import', `data:text/javascript,${encodeURIComponent(hook)}`, '--input-type=module'],
        ...[
          '-e',
          `import { nativeEngine } from ${JSON.stringify(file)}; console.log((await nativeEngine.probe()).reason);`,
        ],
      ],
      { encoding: 'utf8' },
    );
    expect(stdout.trim()).toBe(
      'it calls compiled code through the optional package koffi, which is not installed: npm install koffi@3.3',
    );
  });
});

describe('the native engine refuses, by the plan alone', () => {
  it.each<[RegExp, Partial<SamplingPlan>]>([
    [/does not sample the residual/, { residuals: true }],
    [/not the G-only stochastic closure/, { sampler: 'g-only-stochastic' }],
  ])('%s', (message, overrides) => {
    expect(refusalOf(nativeEngine, identityPlan({ engine: 'native', ...overrides }))).toMatch(message);
  });

  it('an activation that is an expression', () => {
    const plan = identityPlan({ engine: 'native' });
    const ensemble = { ...plan.ensemble, activation: { expression: 'tanh(x)' } };
    expect(refusalOf(nativeEngine, { ...plan, ensemble })).toMatch(/built-in activations only/);
  });
});
