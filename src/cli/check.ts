import { harmless, harmlessJson } from '../record/harmless.ts';
import { exitCode } from './exit-code.ts';
import { type LoadOptions, loadScenario } from './load.ts';

export interface CheckOptions extends LoadOptions {
  readonly json?: boolean;
}

/** `odepth check`: is the scenario valid, and what will it cost. */
export async function check(file: string, options: CheckOptions): Promise<number> {
  const { scenario, digest, kind } = await loadScenario(file, options);
  const { lines, refusals } = await kind.predictCost(scenario, options.data);
  if (options.json) process.stdout.write(`${harmlessJson(JSON.stringify(scenario, null, 2))}\n`);
  else {
    const head = `${file}: valid  (${scenario.kind}, ${scenario.name}, digest ${digest.slice(0, 12)})`;
    process.stdout.write(`${harmless([head, ...lines.map((line) => `  ${line}`)].join('\n'))}\n`);
  }
  for (const refusal of refusals) process.stderr.write(`${harmless(`odepth: ${file}: ${refusal}`)}\n`);
  return refusals.length === 0 ? exitCode.ok : exitCode.notComputed;
}
