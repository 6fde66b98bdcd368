import { sha256 } from '../scenario/digest.ts';

/** The scenario's seed, then the first halves of SHA-256 of "seed:repetition": the same for more repetitions. */
export async function seedsOf(seed: string, count: number): Promise<string[]> {
  const others = Array.from({ length: count - 1 }, async (_, i) => {
    const digest = await sha256(`${seed}:repetition ${i + 1}`);
    return String(BigInt(`0x${digest.slice(0, 16)}`));
  });
  return [seed, ...(await Promise.all(others))];
}
