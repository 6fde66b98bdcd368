// node src/cli/assemble.mjs <entry.ts> <module.js> <name> <own|imported> …
// Compiles AssemblyScript entries to WebAssembly, each embedded in a JavaScript module that exports its bytes under a name. With
// imported memory a module works in that of another.
// One process for all: the compiler takes longer to start than to compile.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import asc from 'assemblyscript/asc';

for (let i = 2; i < process.argv.length; i += 4) {
  const [entry, target, name, memory] = process.argv.slice(i, i + 4);
  let binary;
  // Warning 112: v128 passes between functions of the module, never to JavaScript.
  const { error, stderr } = await asc.main(
    [
      entry,
      '--outFile',
      'out.wasm',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '-O3',
      '--noAssert',
      '--disableWarning',
      '112',
      ...(memory === 'imported' ? ['--importMemory'] : []),
    ],
    {
      writeFile: (_, contents) => {
        binary = contents;
      },
    },
  );
  process.stderr.write(stderr.toString());
  if (error) process.exit(1);
  mkdirSync(dirname(target), { recursive: true });
  const text = Buffer.from(binary).toString('base64');
  writeFileSync(target, `export const ${name} = Uint8Array.from(atob('${text}'), (letter) => letter.charCodeAt(0));\n`);
}
