import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { compare } from '#odepth/cli/compare';
import { reportFailure } from '#odepth/cli/failure';
import { list } from '#odepth/cli/list';
import { plot } from '#odepth/cli/plot';
import { temporaryFolder } from '../cli/odepth.ts';
import { leastSeconds } from './least-seconds.ts';
import { type HostileRecord, harmless, refused } from './records.ts';
import { controls } from './steering.ts';

/** Seconds of a processor that a refusal may take in a process that is running already. */
const mostSeconds = 2;

interface Answer {
  readonly code: number;
  readonly said: string;
  readonly seconds: number;
  readonly folder: string;
}

/** What odepth answers, in this process: exit code, everything it says, and the seconds of a processor it takes. */
async function answer({ write, args: [command, record = '', other = ''], args }: HostileRecord): Promise<Answer> {
  const folder = await temporaryFolder();
  write(folder);
  let said = '';
  const listen = (chunk: string | Uint8Array) => {
    said += String(chunk);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(listen));
  const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folder);
  const began = process.cpuUsage();
  try {
    const path = join(folder, record);
    const json = args.includes('--json');
    const asked =
      command === 'plot'
        ? plot(path)
        : command === 'list'
          ? list()
          : compare(join(folder, args.at(-2)!), join(folder, other), { threshold: '4', json });
    const code = await asked.catch(reportFailure);
    const { user, system } = process.cpuUsage(began);
    return { code, said, seconds: (user + system) / 1e6, folder };
  } finally {
    for (const spy of [...spies, cwd]) spy.mockRestore();
  }
}

describe('a record from a stranger is refused with exit code 2', () => {
  it.each(refused.map((one) => [one.name, one] as const))('%s', async (_, hostile) => {
    const least = await leastSeconds(mostSeconds, async () => {
      const { code, said, seconds } = await answer(hostile);
      expect(said).toMatch(hostile.says!);
      expect(code).toBe(2);
      expect(said.length).toBeLessThan(2000);
      expect(said).not.toMatch(controls);
      return seconds;
    });
    expect(least).toBeLessThan(mostSeconds);
  });
});

describe('what a record says of itself is shown as text and nothing else', () => {
  it.each(harmless.map((one) => [one.name, one] as const))('%s', async (_, hostile) => {
    const { code, said, folder } = await answer(hostile);
    expect(said).not.toMatch(controls);
    expect(code).toBe(0);
    if (hostile.args[0] !== 'plot') return;
    const path = join(folder, 'results', 'r');
    const pictures = readdirSync(join(path, 'figures')).filter((name) => name.endsWith('.svg'));
    expect(pictures.length).toBeGreaterThan(0);
    for (const name of ['report.html', ...pictures.map((picture) => `figures/${picture}`)]) {
      const page = readFileSync(join(path, name), 'utf8');
      expect(page).not.toMatch(/<(script|img|iframe|object|a|form|foreignObject)[\s>]/i);
      expect(page).not.toMatch(/<[^>]*\s(on\w+|href|src)\s*=(?!["']?(#|data:,"))/i);
      expect(page).not.toMatch(controls);
    }
    expect(existsSync(join(folder, 'results', 'mine.txt'))).toBe(false);
  });
});
