import { scenarioJsonSchema } from '../study/registry.ts';
import { exitCode } from './exit-code.ts';

/** `odepth schema`: the JSON Schema of scenario files, for editors. */
export async function schema(): Promise<number> {
  process.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  return exitCode.ok;
}
