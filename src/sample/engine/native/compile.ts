// The only file below `sample` that uses Node's own modules: a compiler is a process, and what it makes is a file.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { cpus, homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../engine.ts';

/** A C compiler that was found, and how it is called. */
export interface Compiler {
  /** The command and its first arguments, from CC. */
  readonly command: readonly string[];
  /** First line of `--version`. */
  readonly version: string;
  readonly flags: readonly string[];
  /** Digest of what it predefines with these flags: its version, and every extension of the processor it compiles for. */
  readonly target: string;
}

/**
 * No flag lets the compiler change a rounding: a·b + c stays two operations and sums keep their order. The other two give up
 * errno and floating-point exceptions, which nobody reads, so that √ and ?: become vector instructions.
 */
const fixedFlags = ['-std=gnu11', '-O3', '-ffp-contract=off', '-fno-math-errno', '-fno-trapping-math'];
const libraryFlags = ['-fPIC', '-shared', '-fvisibility=hidden'];

/** This processor's own instructions, in the spellings that compilers have; the last asks for nothing. */
const targetFlags: readonly (readonly string[])[] = [
  ['-march=native', '-mprefer-vector-width=512'],
  ['-march=native'],
  ['-mcpu=native'],
  [],
];

const sourceFolder = fileURLToPath(new URL('./c/', import.meta.url));

interface Finished {
  /** Exit code, or what kept the command from running (`ENOENT`). */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

function runCommand(command: readonly string[], args: readonly string[], input = ''): Promise<Finished> {
  const [file, ...first] = command;
  return new Promise((resolve) => {
    const child = execFile(
      file!,
      [...first, ...args],
      { maxBuffer: 2 ** 26, env: { ...process.env, LC_ALL: 'C' } },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? 1), stdout, stderr }),
    );
    // A command that does not run has no one to read its input.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

const digest = (parts: readonly string[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/** The last lines of what a compiler said. */
const lastLines = (text: string) => text.trim().split('\n').slice(-4).join('\n');

async function findCompiler(command: readonly string[]): Promise<Compiler> {
  const name = command.join(' ');
  const { code, stdout, stderr } = await runCommand(command, ['--version']);
  if (code === 'ENOENT' || code === 'EACCES') {
    throw new EngineError(
      `it compiles C on first use, and there is no C compiler \`${name}\`: install gcc or clang (Debian: apt install gcc; macOS: xcode-select --install), or name another with the environment variable CC`,
    );
  }
  for (const target of targetFlags) {
    const flags = [...fixedFlags, ...target];
    const predefined = await runCommand(command, [...flags, '-x', 'c', '-E', '-dM', '-']);
    if (predefined.code === 0) {
      return { command, version: stdout.split('\n')[0]!.trim(), flags, target: digest([predefined.stdout]) };
    }
  }
  throw new EngineError(
    `\`${name}\` is not a C compiler that takes the options of gcc and clang; name one with the environment variable CC. It said: ${lastLines(stderr) || `exit ${code}`}`,
  );
}

const found = new Map<string, Promise<Compiler>>();

/** What CC names, else `cc`; looked for once. @throws EngineError where there is none */
export function compiler(): Promise<Compiler> {
  const name = process.env['CC']?.trim() || 'cc';
  const known = found.get(name) ?? findCompiler(name.split(/\s+/));
  found.set(name, known);
  return known;
}

/** Where compiled libraries are kept: $ODEPTH_CACHE/native, by default in the user's cache folder. */
export function cacheFolder(): string {
  const own = process.env['ODEPTH_CACHE'];
  return join(own || join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'odepth'), 'native');
}

/** The C source and everything else that its machine code depends on, as a file name. */
async function libraryName(by: Compiler, defines: readonly string[]): Promise<string> {
  const names = (await readdir(sourceFolder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(sourceFolder, name), 'utf8')));
  const processor = cpus()[0]?.model ?? '';
  return `${digest([...names, ...texts, ...by.command, by.version, by.target, processor, ...by.flags, ...libraryFlags, ...defines])}.so`;
}

/**
 * The sampler compiled with the macros `defines` ("NAME" or "NAME=value"), from the cache or new. A new one appears under its
 * name in one step, so any number of threads and processes may ask at the same time.
 * @returns the file
 * @throws EngineError where there is no compiler, it fails, or the cache cannot be written
 */
export async function compiledLibrary(defines: readonly string[]): Promise<string> {
  const by = await compiler();
  const folder = cacheFolder();
  const file = join(folder, await libraryName(by, defines));
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) return file;
  const workshop = await mkdir(folder, { recursive: true, mode: 0o700 })
    .then(() => mkdtemp(join(folder, 'build-')))
    .catch((error: Error) => {
      throw new EngineError(
        `compiled code is kept in ${folder}, which cannot be written (${error.message}); name another folder with the environment variable ODEPTH_CACHE`,
      );
    });
  try {
    const made = join(workshop, 'made.so');
    const args = [...by.flags, ...libraryFlags, ...defines.map((define) => `-D${define}`)];
    const { code, stderr } = await runCommand(by.command, [
      ...args,
      '-o',
      made,
      join(sourceFolder, 'network.c'),
      '-lm',
    ]);
    if (code !== 0) {
      throw new EngineError(
        `\`${by.command.join(' ')}\` (${by.version}) does not compile its C source; gcc from 9 and clang from 9 on do: name one with the environment variable CC. It said: ${lastLines(stderr) || `exit ${code}`}`,
      );
    }
    await rename(made, file);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  return file;
}
