import { readFileSync } from 'node:fs';

/** Root of the package: the folder of package.json, from dist/cli. */
export const packageRoot = new URL('../../', import.meta.url);

export function version(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8'));
  return manifest.version;
}
