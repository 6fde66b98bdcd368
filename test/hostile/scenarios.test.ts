import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ScenarioError } from '#odepth/scenario/issue';
import { readScenarioSource } from '#odepth/scenario/read';
import { resolveScenario } from '#odepth/scenario/resolve';
import { studies } from '#odepth/study/registry';
import { temporaryFolder } from '../cli/odepth.ts';
import { leastSeconds } from './least-seconds.ts';
import { reaching } from './reaching.ts';
import { costly, type HostileScenario, scenarioFile } from './scenarios.ts';
import { controls, steering } from './steering.ts';

/** Seconds of a processor that a refusal may take in a process that is running already. */
const mostSeconds = 2;

/** The refusal, and the seconds of a processor that it took. */
async function refusal({ write }: HostileScenario): Promise<{ message: string; seconds: number }> {
  const folder = join(await temporaryFolder(), 'scenario');
  mkdirSync(folder);
  write(folder);
  const began = process.cpuUsage();
  const message = await readScenarioSource(join(folder, scenarioFile))
    .then((source) => resolveScenario(source, studies))
    .then(
      () => 'not refused',
      (error: unknown) => {
        if (error instanceof ScenarioError) return error.message;
        throw error;
      },
    );
  const { user, system } = process.cpuUsage(began);
  return { message, seconds: (user + system) / 1e6 };
}

describe('a scenario that would take long, or much memory, is refused at once', () => {
  it.each(costly.map((one) => [one.name, one] as const))('%s', async (_, hostile) => {
    const least = await leastSeconds(mostSeconds, async () => {
      const { message, seconds } = await refusal(hostile);
      expect(message).toMatch(hostile.says);
      expect(message.length).toBeLessThan(20_000);
      return seconds;
    });
    expect(least).toBeLessThan(mostSeconds);
  });
});

describe('a scenario reads nothing outside its folder', () => {
  it.each(reaching.map((one) => [one.name, one] as const))('%s', async (_, hostile) => {
    const { message } = await refusal(hostile);
    expect(message).toMatch(hostile.says);
    expect(message).not.toContain('root:x');
  });
});

describe('a refusal does not steer the terminal', () => {
  it.each(steering.map((one) => [one.name, one] as const))('%s', async (_, hostile) => {
    const { message } = await refusal(hostile);
    expect(message).toMatch(hostile.says);
    expect(message).not.toMatch(controls);
  });
});
