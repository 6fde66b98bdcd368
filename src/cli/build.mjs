// Compiles src/ to dist/ when a source is newer than the last build; silent when there is nothing to do. The kernels are
// AssemblyScript, compiled to WebAssembly and embedded in modules of their own; the rest is compiled with tsc.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const stamp = join(root, 'dist', '.tsbuildinfo');
const native = ['sample', 'engine', 'native', 'c'];

/** WebAssembly modules: folder of the sources, entry there, module without extension, name of its one export, whose memory. */
const kernels = [
  ['numeric/dense/assembly', 'float64.ts', 'numeric/dense/float64-binary', 'float64Binary', 'own'],
  ['numeric/dense/assembly', 'float32.ts', 'numeric/dense/float32-binary', 'float32Binary', 'own'],
  ['sample/engine/threads/assembly', 'float64.ts', 'sample/engine/threads/float64-binary', 'float64Binary', 'own'],
  ['sample/engine/threads/assembly', 'float32.ts', 'sample/engine/threads/float32-binary', 'float32Binary', 'own'],
  ['train/assembly', 'float64.ts', 'train/float64-binary', 'float64Binary', 'imported'],
  ['train/assembly', 'float32.ts', 'train/float32-binary', 'float32Binary', 'imported'],
].map(([folder, entry, module, name, memory]) => ({
  folder: join(root, 'src', folder),
  entry: join('src', folder, entry),
  target: join(root, 'dist', `${module}.js`),
  name,
  memory,
}));

function newestSource(folder, ...files) {
  let newest = Math.max(...files.map((file) => statSync(join(root, file)).mtimeMs));
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  }
  return newest;
}

function isFresh(output, newest) {
  return existsSync(output) && statSync(output).mtimeMs >= newest;
}

function requireCompiler(name, compiler) {
  if (existsSync(join(root, 'node_modules', compiler))) return;
  process.stderr.write(`odepth: the sources are not built and ${name} is not installed; run \`npm ci\` first.\n`);
  process.exit(1);
}

function compile(args) {
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 2, 2], cwd: root });
  if (status === 0) return;
  process.stderr.write('odepth: the build failed; see the compiler messages above.\n');
  process.exit(1);
}

function buildKernels() {
  const stale = kernels.filter(
    ({ folder, target }) =>
      !isFresh(target, newestSource(folder, 'package.json', 'src/cli/build.mjs', 'src/cli/assemble.mjs')),
  );
  if (stale.length === 0) return;
  requireCompiler('AssemblyScript', 'assemblyscript');
  compile([
    'src/cli/assemble.mjs',
    ...stale.flatMap(({ entry, target, name, memory }) => [entry, target, name, memory]),
  ]);
}

export function build() {
  buildKernels();
  if (isFresh(stamp, newestSource(join(root, 'src'), 'tsconfig.json', 'package.json'))) return;
  requireCompiler('TypeScript', 'typescript');
  compile([join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', root]);
  // Compiled on first use, by the user's compiler.
  rmSync(join(root, 'dist', ...native), { recursive: true, force: true });
  cpSync(join(root, 'src', ...native), join(root, 'dist', ...native), { recursive: true });
  const now = new Date();
  utimesSync(stamp, now, now);
  const bin = join(root, 'dist', 'cli', 'main.js');
  if (existsSync(bin)) chmodSync(bin, 0o755);
}

build();
