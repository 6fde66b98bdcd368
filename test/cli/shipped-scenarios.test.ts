import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { odepth, temporaryFolder } from './odepth.ts';

const scenarios = join(import.meta.dirname, '..', '..', 'scenarios');
const files = readdirSync(scenarios, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));

for (const file of files.sort()) {
  it(`scenarios/${file} runs in its quick form`, async () => {
    const folder = await temporaryFolder();
    const { code, stdout, stderr } = await odepth(
      ['run', join(scenarios, file), '--quick', '--json', '--out', 'r'],
      folder,
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const { quantities } = JSON.parse(stdout);
    const broken = quantities.filter((row: { value: unknown }) => typeof row.value !== 'number');
    expect(broken).toEqual([]);
  });
}
