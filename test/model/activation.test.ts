import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { activationOf, builtInActivations, leakyReluSlope } from '#odepth/model/activation';

const points = Float64Array.from({ length: 401 }, (_, i) => (i - 200) / 16);

/** Abramowitz & Stegun 7.1.5 where it converges well, 7.1.14 (continued fraction of erfc) elsewhere. */
function erfReference(x: number): number {
  const a = Math.abs(x);
  if (a > 3) {
    let fraction = a;
    for (let k = 60; k >= 1; k--) fraction = a + k / 2 / fraction;
    return Math.sign(x) * (1 - Math.exp(-a * a) / (Math.sqrt(Math.PI) * fraction));
  }
  let [sum, term] = [0, x];
  for (let m = 0; m < 80; m++) {
    sum += term / (2 * m + 1);
    term *= (-x * x) / (m + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const definitions: Record<(typeof builtInActivations)[number], (x: number) => number> = {
  identity: (x) => x,
  relu: (x) => Math.max(x, 0),
  'leaky-relu': (x) => (x > 0 ? x : leakyReluSlope * x),
  tanh: Math.tanh,
  erf: erfReference,
  gelu: (x) => (x / 2) * (1 + erfReference(x / Math.SQRT2)),
  softplus: (x) => Math.log(1 + Math.exp(x)),
  swish: (x) => x / (1 + Math.exp(-x)),
};

describe.each(builtInActivations)('%s', (name) => {
  it('is the function its name says', async () => {
    const activation = await activationOf(name);
    expect(activation.name).toBe(name);
    const values = points.slice();
    activation.into(values, values, 0, values.length);
    points.forEach((x, i) => {
      expect(Math.abs(values[i]! - definitions[name](x)), `at ${x}`).toBeLessThan(4e-13 * Math.max(1, Math.abs(x)));
    });
  });

  it('has the parity and the kinks it declares', async () => {
    const { parity, kinks, into } = await activationOf(name);
    const values = points.slice();
    into(values, values, 0, values.length);
    const mirrored = values.map((_, i) => values[values.length - 1 - i]!);
    const odd = values.every((value, i) => value === -mirrored[i]!);
    const even = values.every((value, i) => value === mirrored[i]!);
    expect(parity).toBe(odd ? 'odd' : even ? 'even' : 'none');
    expect(kinks).toEqual(name.endsWith('relu') ? [0] : []);
  });

  it('writes its range only, and passes NaN on', async () => {
    const { into } = await activationOf(name);
    const out = new Float64Array(4).fill(-9);
    into(Float64Array.of(1, Number.NaN, 2, 3), out, 1, 3);
    expect([out[0], out[3]]).toEqual([-9, -9]);
    expect(out[1]).toBeNaN();
  });
});

describe('far from zero', () => {
  it.each<['softplus' | 'swish' | 'gelu' | 'tanh', [x: number, y: number][]]>([
    [
      'softplus',
      [
        [-800, 0],
        [-40, Math.exp(-40)],
        [800, 800],
      ],
    ],
    [
      'swish',
      [
        [-800, 0],
        [-40, -40 * Math.exp(-40)],
        [800, 800],
      ],
    ],
    [
      'gelu',
      [
        [-800, 0],
        [-40, 0],
        [800, 800],
      ],
    ],
    [
      'tanh',
      [
        [-800, -1],
        [1e-300, 1e-300],
        [800, 1],
      ],
    ],
  ])('%s neither overflows nor loses its tail', async (name, pairs) => {
    const { into } = await activationOf(name);
    const out = new Float64Array(1);
    for (const [x, y] of pairs) {
      into(Float64Array.of(x), out, 0, 1);
      expect(Math.abs(out[0]! - y)).toBeLessThanOrEqual(4e-16 * Math.abs(y));
    }
  });
});

describe('an expression', () => {
  it('becomes an activation named by its text', async () => {
    const { name, parity, kinks, into } = await activationOf({ expression: 'x / sqrt(1 + x^2)' });
    expect({ name, parity, kinks }).toEqual({ name: 'x / sqrt(1 + x^2)', parity: 'odd', kinks: [] });
    const out = points.slice();
    into(out, out, 0, out.length);
    points.forEach((x, i) => {
      expect(out[i]).toBe(x / Math.sqrt(1 + x * x));
    });
  });

  it('loads mathjs, and the built-in activations do not', () => {
    const hook = `export async function resolve(name, context, next) {
      if (name.startsWith('mathjs')) throw new Error('mathjs was asked for');
      return next(name, context);
    }`;
    const script = `
      import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}));
      const { activationOf, builtInActivations } = await import('#odepth/model/activation');
      for (const name of builtInActivations) await activationOf(name);
      await activationOf({ expression: 'x' }).catch((error) => console.log(error.message));
    `;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    expect(output.trim()).toBe('mathjs was asked for');
  });
});
