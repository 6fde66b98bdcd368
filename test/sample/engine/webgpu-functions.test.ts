import { describe, expect, it } from 'vitest';
import { activationOf, type BuiltInActivation, builtInActivations } from '#odepth/model/activation';
import { wordsToNormals } from '#odepth/numeric/random/normal-stream';
import { philoxBlock } from '#odepth/numeric/random/philox';
import { activationText } from '#odepth/sample/engine/webgpu/activations';
import { boxMuller, philox } from '#odepth/sample/engine/webgpu/normals';
import { WgslOnCpu } from './wgsl-on-cpu.ts';

const words = Uint32Array.from({ length: 4096 }, (_, i) => Math.imul(i + 1, 0x9e3779b9) ^ Math.imul(i, 0x85ebca6b));
const corners = [0, 1, 2, 0x7fffffff, 0x80000000, 0x80000001, 0xb504f333, 0xb504f334, 0xfffffffe, 0xffffffff];

/** Largest |σ32(x) − σ(x)| / scale(σ, x) seen, over both ways a device may take fma. */
async function worst(name: BuiltInActivation, scale: (value: number, x: number) => number): Promise<number> {
  const { into } = await activationOf(name);
  const x = Float64Array.from({ length: 20_001 }, (_, i) => Math.fround(((i - 10_000) / 10_000) ** 3 * 30));
  const exact = new Float64Array(x.length);
  into(x, exact, 0, x.length);
  let largest = 0;
  for (const fused of [true, false]) {
    const device = new WgslOnCpu(activationText[name], fused);
    for (const [i, argument] of x.entries()) {
      const difference = Math.abs(device.float('activate', argument) - exact[i]!);
      if (difference > 0) largest = Math.max(largest, difference / scale(exact[i]!, argument));
    }
  }
  return largest;
}

describe('the WGSL of the webgpu engine, each operation rounded to 32 bits on the CPU', () => {
  it('draws the words of Philox4x32-10', () => {
    const device = new WgslOnCpu(philox, true);
    const expected = new Uint32Array(4);
    for (let i = 0; i < 64; i++) {
      const counter = [...words.subarray(6 * i, 6 * i + 4)];
      const [low, high] = [words[6 * i + 4]!, words[6 * i + 5]!];
      philoxBlock(counter[0]!, counter[1]!, counter[2]!, counter[3]!, low, high, expected, 0);
      let block: readonly number[] = counter;
      for (let round = 0; round < 10; round++) {
        const keys = [low + Math.imul(round, 0x9e3779b9), high + Math.imul(round, 0xbb67ae85)];
        block = device.ofWords('philoxRound', [...block, ...keys]).map((word) => word >>> 0);
      }
      expect(block).toEqual([...expected]);
    }
  });

  it('turns words into the normals of the float64 stream to 2.5e-7 of the radius', () => {
    for (const fused of [true, false]) {
      const device = new WgslOnCpu(boxMuller, fused);
      const all = [...corners.flatMap((v) => [...corners, ...words.subarray(0, 20)].map((w) => [v, w] as const))];
      for (const [i, v] of words.entries()) all.push([v, words[words.length - 1 - i]!]);
      const expected = new Float64Array(16);
      for (const [v, w] of all) {
        wordsToNormals(Uint32Array.from([...Array(8).fill(v), ...Array(8).fill(w)]), expected, 0, 16);
        const radius = device.ofWords('radius', [v])[0]!;
        const quarter = device.ofWords('quarterOf', [w])[0]!;
        const angle = device.ofWords('angleOf', [w])[0]!;
        const parts = [device.float('cosOfSmall', angle), device.float('sinOfSmall', angle)];
        const scale = Math.hypot(expected[0]!, expected[8]!);
        for (const [name, at] of [['cosOfQuarter', 0] as const, ['sinOfQuarter', 8] as const]) {
          const normal = Math.fround(radius * device.ofWords(name, [quarter], ...parts)[0]!);
          expect(Math.abs(normal - expected[at]!), `${name} of ${v}, ${w}`).toBeLessThan(2.5e-7 * scale);
        }
      }
    }
  });

  it.each(builtInActivations)('%s is its float64 value to 2.5e-7', async (name) => {
    // gelu and swish are products with a factor that is small on the left: there the absolute error is what counts.
    const absolute = name === 'gelu' || name === 'swish';
    const scale = absolute ? (_: number, x: number) => Math.max(1e-3, Math.abs(x)) : Math.abs;
    expect(await worst(name, scale)).toBeLessThan(2.5e-7);
  });
});
