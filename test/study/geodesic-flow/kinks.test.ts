import { expect, it } from 'vitest';
import { along, gauss, largest, last, odex, resultOf, verdict } from './flows.ts';

const model = { effectiveDepth: 3, width: 4, activation: 'relu', bias: true } as const;
const initial = { random: { points: 6, scale: 1, momentumScale: 0.1 } } as const;

it('odex keeps its tolerance through the kinks of ReLU, where steps across them cannot', async () => {
  const integrators = [odex(1e-10), gauss(4, 400)];
  const result = await resultOf({ model, initial, seed: '3', integrators });
  expect(last(result, 'kinks', 'odex-1e-10')).toBeGreaterThan(20);
  expect(largest(result, 'hamiltonianError', 'odex-1e-10')).toBeLessThan(1e-8);
  expect(largest(result, 'hamiltonianError', 'gauss-legendre-4-400')).toBeGreaterThan(1e-5);
  expect(last(result, 'balancednessDefect', 'odex-1e-10')).toBeLessThan(1e-10);
  expect(verdict(result, /^odex.*H is constant/).outcome).toBe('holds');
  expect(result.summary.notes.join()).toContain('go across the kinks of ReLU');
});

it('every kink recorded is a change of sign: an entry ends on the other side after an odd number of them', async () => {
  const { arrays } = await resultOf({ model, initial, seed: '3', integrators: [odex(1e-9)] });
  const array = (name: string) => arrays.get(`odex-1e-9.${name}`)!;
  const { data: states, shape } = array('A');
  const entries = shape[1]! * shape[2]!;
  const passed = new Int32Array(entries);
  const { data: places } = array('kinks.entry');
  for (let k = 0; k < places.length; k += 2) passed[Number(places[k]!) * shape[2]! + Number(places[k + 1]!)]!++;
  for (let i = 0; i < entries; i++) {
    const crossed = Number(states[i]) > 0 !== Number(states[(shape[0]! - 1) * entries + i]) > 0;
    expect(passed[i]! % 2 === 1).toBe(crossed);
  }
  const depths = Array.from(array('kinks.p').data, Number);
  expect(depths).toEqual([...depths].sort((a, b) => a - b));
});

it('ReLU without bias follows the linear network as long as every entry stays positive', async () => {
  const given = {
    model: { effectiveDepth: 2, width: 2, activation: 'relu', bias: false } as const,
    initial: { random: { points: 1, scale: 1, momentumScale: 0.5 } } as const,
    until: 0.5,
    save: [0, 0.5],
  };
  // The first seeds whose drawn A is positive and stays so.
  for (const seed of ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']) {
    const relu = await resultOf({ ...given, seed });
    const linear = await resultOf({ ...given, seed, model: { ...given.model, activation: 'identity' } });
    const ends = [relu, linear].map(({ arrays }) => Array.from(arrays.get('odex-1e-11.A')!.data, Number));
    if (ends[0]!.some((value) => value <= 0) || last(relu, 'kinks', 'odex-1e-11') > 0) continue;
    ends[0]!.forEach((value, i) => {
      expect(Math.abs(value / ends[1]![i]! - 1)).toBeLessThan(1e-10);
    });
    expect(along(relu, 'coi', 'odex-1e-11').every(({ value }) => value > 0)).toBe(true);
    return;
  }
  throw new Error('no seed with a positive path');
});
