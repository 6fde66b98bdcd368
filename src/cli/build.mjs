// Compiles src/ to dist/ when a source is newer than the last build; silent when there is nothing to do. The dense kernels
// are AssemblyScript, compiled to WebAssembly and embedded in a module of their own; the rest is compiled with tsc.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const stamp = join(root, 'dist', '.tsbuildinfo');
const assembly = join(root, 'src', 'numeric', 'dense', 'assembly');
const kernels = join(root, 'dist', 'numeric', 'dense', 'kernels-binary.js');

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

function compile(name, compiler, args) {
  if (!existsSync(compiler)) {
    process.stderr.write(`odepth: the sources are not built and ${name} is not installed; run \`npm ci\` first.\n`);
    process.exit(1);
  }
  const { status } = spawnSync(process.execPath, [compiler, ...args], { stdio: ['ignore', 2, 2], cwd: root });
  if (status !== 0) {
    process.stderr.write('odepth: the build failed; see the compiler messages above.\n');
    process.exit(1);
  }
}

function buildKernels() {
  const binary = `${kernels}.wasm`;
  mkdirSync(dirname(kernels), { recursive: true });
  // Warning 112: v128 passes between functions of the module, never to JavaScript.
  compile('AssemblyScript', join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js'), [
    relative(root, join(assembly, 'index.ts')),
    ...['--outFile', relative(root, binary), '--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert'],
    ...['--disableWarning', '112'],
  ]);
  const text = readFileSync(binary).toString('base64');
  rmSync(binary);
  writeFileSync(
    kernels,
    `export const kernelsBinary = Uint8Array.from(atob('${text}'), (letter) => letter.charCodeAt(0));\n`,
  );
}

export function build() {
  if (!isFresh(kernels, newestSource(assembly, 'package.json', 'src/cli/build.mjs'))) buildKernels();
  if (isFresh(stamp, newestSource(join(root, 'src'), 'tsconfig.json', 'package.json'))) return;
  compile('TypeScript', join(root, 'node_modules', 'typescript', 'bin', 'tsc'), ['-p', root]);
  const now = new Date();
  utimesSync(stamp, now, now);
  const bin = join(root, 'dist', 'cli', 'main.js');
  if (existsSync(bin)) chmodSync(bin, 0o755);
}

build();
