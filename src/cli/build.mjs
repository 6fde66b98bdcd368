// Compiles src/ to dist/ with tsc when a source is newer than the last build; silent when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const stamp = join(root, 'dist', '.tsbuildinfo');

function newestSource() {
  let newest = Math.max(statSync(join(root, 'tsconfig.json')).mtimeMs, statSync(join(root, 'package.json')).mtimeMs);
  for (const entry of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })) {
    newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  }
  return newest;
}

export function build() {
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= newestSource()) return;
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(tsc)) {
    process.stderr.write('odepth: the sources are not built and TypeScript is not installed; run `npm ci` first.\n');
    process.exit(1);
  }
  const { status } = spawnSync(process.execPath, [tsc, '-p', root], { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    process.stderr.write('odepth: the build failed; see the compiler messages above.\n');
    process.exit(1);
  }
  const now = new Date();
  utimesSync(stamp, now, now);
  const bin = join(root, 'dist', 'cli', 'main.js');
  if (existsSync(bin)) chmodSync(bin, 0o755);
}

build();
