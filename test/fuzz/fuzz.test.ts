import { describe, expect, it } from 'vitest';
import { fuzz, targets } from './inputs.mjs';

const seed = 20_261_126;
const inputs = 100_000;

describe(`${inputs} inputs from seed ${seed} give a result or a listed refusal, nothing else`, () => {
  it.each(targets.map((one) => [one.name, one] as const))('%s', async (_, target) => {
    const count = Math.ceil((inputs * target.share) / 100);
    const { finding, refused } = await fuzz(target, { seed, count });
    expect(finding).toBeNull();
    // Some are harmless and some are not, or nothing has been tried.
    if (!['markup', 'parts', 'ranges'].includes(target.name)) expect(refused).toBeGreaterThan(count / 100);
    expect(refused).toBeLessThan(count);
  });

  it('are that many', () => {
    expect(targets.reduce((sum, { share }) => sum + share, 0)).toBe(100);
  });
});
