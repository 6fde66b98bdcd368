import type * as TensorFlow from '@tensorflow/tfjs-core';

/** The core API, whichever package brought it. */
export type TensorLibrary = typeof TensorFlow;

/** A package that computes tensors, before it is looked for. */
export interface BackendCandidate {
  readonly package: string;
  /** Name under which the package registers itself with the core API. */
  readonly backend: string;
  /** Loads the package. @returns the core API it registered with. Throws what `import` throws. */
  load(): Promise<TensorLibrary>;
}

/** A backend that has multiplied two matrices on this machine. */
export interface TensorBackend {
  readonly tf: TensorLibrary;
  readonly package: string;
  readonly backend: string;
  /** In words. */
  readonly device: string;
  /** Packages asked before this one, each with why it was not taken; those that are merely absent are left out. */
  readonly broken: Readonly<Record<string, string>>;
}

export type BackendSearch =
  | { readonly found: true; readonly backend: TensorBackend }
  | { readonly found: false; readonly reason: string };

/** Packages in the order in which they are asked: a GPU, the TensorFlow library, WebAssembly, plain JavaScript. */
export const backendCandidates: readonly BackendCandidate[] = [
  {
    package: '@tensorflow/tfjs-node-gpu',
    backend: 'tensorflow',
    load: () => wholeLibrary('@tensorflow/tfjs-node-gpu'),
  },
  { package: '@tensorflow/tfjs-node', backend: 'tensorflow', load: () => wholeLibrary('@tensorflow/tfjs-node') },
  {
    package: '@tensorflow/tfjs-backend-wasm',
    backend: 'wasm',
    load: () => coreAfter(import('@tensorflow/tfjs-backend-wasm')),
  },
  {
    package: '@tensorflow/tfjs-backend-cpu',
    backend: 'cpu',
    load: () => coreAfter(import('@tensorflow/tfjs-backend-cpu')),
  },
];

const toInstall =
  'npm install @tensorflow/tfjs-core @tensorflow/tfjs-backend-wasm works on any machine, ' +
  '@tensorflow/tfjs-node-gpu is for CUDA on Node 22 or older';

/**
 * The first candidate that is installed and multiplies correctly. Never throws.
 * Switches the core API, which is one for the whole process, to production mode: without it the library greets on stderr.
 */
export async function findBackend(candidates: readonly BackendCandidate[] = backendCandidates): Promise<BackendSearch> {
  const broken: Record<string, string> = {};
  for (const candidate of candidates) {
    try {
      const tf = await candidate.load();
      tf.enableProdMode();
      await selectBackend(tf, candidate.backend);
      checkProduct(tf);
      const device = deviceOf(tf, candidate.backend);
      return { found: true, backend: { tf, package: candidate.package, backend: candidate.backend, device, broken } };
    } catch (error) {
      if (!isAbsent(error, candidate.package)) broken[candidate.package] = whyBroken(error);
    }
  }
  const failures = Object.entries(broken).map(([name, why]) => `${name} fails: ${why}`);
  const names = candidates.map((candidate) => candidate.package).join(', ');
  const reason = failures.length > 0 ? failures.join('; ') : `none of ${names} is installed`;
  return { found: false, reason: `${reason}; ${toInstall}` };
}

/** Makes `backend` the one that computes. @throws Error where it does not start */
export async function selectBackend(tf: TensorLibrary, backend: string): Promise<void> {
  if (tf.engine().backendName === backend) return;
  if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend does not start`);
}

/** The core API as tfjs-node exports it; the name is no literal, since no type of that package is needed to build this one. */
async function wholeLibrary(name: string): Promise<TensorLibrary> {
  return exportsOf(await import(name));
}

/** The core API, once a package that only registers a backend with it is loaded. */
async function coreAfter(registering: Promise<unknown>): Promise<TensorLibrary> {
  await registering;
  return exportsOf(await import('@tensorflow/tfjs-core'));
}

/** What a CommonJS module exports: Node passes it on as `default`, a bundler does not. */
function exportsOf(module: object): TensorLibrary {
  return ('default' in module ? module.default : module) as TensorLibrary;
}

/** [1 2; 3 4]·[5; 6] = [17; 39]. @throws Error for anything else */
function checkProduct(tf: TensorLibrary): void {
  const product = tf.tidy(() => [
    ...tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6], [2, 1])).dataSync(),
  ]);
  if (product.join() !== '17,39') throw new Error(`a product that is 17, 39 came out as ${product.join(', ')}`);
}

function deviceOf(tf: TensorLibrary, backend: string): string {
  if (backend === 'wasm') return 'CPU, WebAssembly of TensorFlow.js';
  if (backend === 'cpu') return 'CPU, plain JavaScript of TensorFlow.js';
  const { isUsingGpuDevice } = tf.backend() as { isUsingGpuDevice?: boolean };
  return isUsingGpuDevice ? 'GPU, TensorFlow library with CUDA' : 'CPU, TensorFlow library';
}

/** Whether `import` failed because the package itself is not installed. */
function isAbsent(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    (error as { code?: unknown }).code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes(`'${name}'`)
  );
}

/** First line of what was thrown; tfjs-node 4.22 calls functions of node:util that Node 23 removed. */
function whyBroken(error: unknown): string {
  const line = String(error instanceof Error ? error.message : error).split('\n')[0]!;
  return /\bisNullOrUndefined\b/.test(line) ? `it does not run on Node 23 or newer, use Node 22 or 20 (${line})` : line;
}
