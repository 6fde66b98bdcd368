import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from './version.ts';

/** Rooms whose code decides the numbers. */
const rooms = ['model', 'numeric', 'parallel', 'sample', 'solve', 'study', 'theory', 'train'];

/** SHA-256 over the compiled code that computes, so that numbers kept by other code are not taken for its own. */
export function codeDigest(): string {
  const hash = createHash('sha256');
  for (const room of rooms) {
    const folder = fileURLToPath(new URL(`dist/${room}/`, packageRoot));
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const files = names
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => /\.(?:js|c|h)$/.test(name))
      .sort();
    for (const name of files) {
      // How numbers are shown does not change them.
      if (name.includes('/presentation/')) continue;
      hash.update(`${room}/${name}\n`).update(readFileSync(join(folder, name)));
    }
  }
  return hash.digest('hex');
}
