// How long does `odepth richness` take, node's start and reading included, and how does that compare with numpy on the same
// files? The sizes of a small network and of a large one, in float32; targets: 1.5 s, and 60 s in at most 2 GB on 2 cores.
//
//     npm run build && node bench/richness.mjs [small|large] [rounds]
//
// Files of normal numbers are made once, in a folder that is removed in the end. Rounds are interleaved; wall and processor
// seconds are medians; memory is the most of any round. Where the machine has other work the ratio says more than the seconds.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNormalStream } from '../dist/numeric/random/normal-stream.js';

const sizes = {
  small: { rows: 10_000, features: 512, outputs: 10 },
  large: { rows: 50_000, features: 2048, outputs: 1000 },
};
const asked = process.argv[2];
const rounds = Number(process.argv[3] ?? 3);
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const peer = fileURLToPath(new URL('peers/richness_numpy.py', import.meta.url));

/** A float32 .npy file of normal numbers, some of which are common to a row, so that features are not all alike. */
function writeNormals(file, rows, columns, network) {
  const stream = createNormalStream('xoshiro', { seed: 2026n, purpose: 'test', network });
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const header = Buffer.alloc(128, ' ');
  header.write('\x93NUMPY\x01\x00', 'latin1');
  header.writeUInt16LE(118, 8);
  header.write(text, 10);
  header[127] = 10;
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, header);
  const block = 16 * Math.ceil((500 * columns) / 16);
  const numbers = new Float64Array(block);
  for (let left = rows * columns; left > 0; left -= block) {
    stream.fill(numbers, block);
    const part = Float32Array.from(
      numbers.subarray(0, Math.min(block, left)),
      (z, i) => z * (1 + (i % columns) / 64) ** -1,
    );
    writeSync(descriptor, Buffer.from(part.buffer));
  }
  closeSync(descriptor);
}

/** Has a child of node say at its end what it used. */
const watcher = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write('used ' + JSON.stringify(process.resourceUsage())))",
)}`;

/** One run: wall and processor seconds, peak memory in megabytes, what it found. */
function timed(program, args) {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const wall = (performance.now() - began) / 1000;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return { wall, stdout, used: JSON.parse(/used (\{.*\})/.exec(stderr)[1]) };
}

const variants = {
  odepth(files) {
    const { wall, stdout, used } = timed(process.execPath, ['--import', watcher, main, 'richness', ...files, '--json']);
    const { value, error } = JSON.parse(stdout).quantities.find(({ quantity }) => quantity === 'D_LR');
    const processor = (used.userCPUTime + used.systemCPUTime) / 1e6;
    return { wall, processor, megabytes: used.maxRSS / 1024, value, error };
  },
  numpy(files) {
    const { wall, stdout, used } = timed('python3', [peer, ...files]);
    const { value, error } = JSON.parse(stdout);
    return { wall, ...used, value, error };
  },
};

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
const names = Object.keys(variants).filter((name) => name !== 'numpy' || hasNumpy);

for (const [size, { rows, features, outputs }] of Object.entries(sizes)) {
  if (asked !== undefined && asked !== size) continue;
  const folder = mkdtempSync(join(tmpdir(), 'odepth-bench-'));
  try {
    const files = ['features.npy', 'outputs.npy'].map((name) => join(folder, name));
    writeNormals(files[0], rows, features, 1);
    writeNormals(files[1], rows, outputs, 2);
    const found = Object.fromEntries(names.map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) for (const name of names) found[name].push(variants[name](files));
    console.log(`${rows} rows, ${features} features, ${outputs} outputs, float32; ${rounds} rounds`);
    for (const name of names) {
      const of = (field) => median(found[name].map((one) => one[field]));
      const { value, error } = found[name][0];
      console.log(
        `  ${name.padEnd(7)} ${of('wall').toFixed(2)} s wall, ${of('processor').toFixed(2)} s of processors, ` +
          `${Math.max(...found[name].map(({ megabytes }) => megabytes)).toFixed(0)} MB, D_LR = ${value.toFixed(9)} ± ${error.toExponential(2)}`,
      );
    }
    if (!hasNumpy) continue;
    const ratio = (field) => median(found.odepth.map((one, i) => one[field] / found.numpy[i][field])).toFixed(2);
    console.log(`  odepth / numpy: ${ratio('wall')} in wall time, ${ratio('processor')} in processor time`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
