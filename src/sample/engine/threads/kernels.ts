import { erfRows, erfStride } from '../../../numeric/error-function.ts';
import { logisticSteps, tanhSteps } from '../../../numeric/exponential.ts';
import type { Precision } from '../names.ts';
import type { ArrayName } from './layout.ts';

/** A number that the module and its host both see. */
interface Shared {
  value: number;
}

/** Sizes and constants of assembly/state.ts. */
export type KernelSetting =
  | 'inputs'
  | 'pairs'
  | 'width'
  | 'activation'
  | 'philoxWords'
  | 'coupled'
  | 'rowsWanted'
  | 'weightVariance'
  | 'biasVariance'
  | 'residualScale'
  | 'decay'
  | 'gain';

/** What assembly/float64.ts and float32.ts export; each is described there. */
export type Kernels = Readonly<Record<KernelSetting | ArrayName, Shared>> & {
  readonly layer: Shared;
  readonly deficient: Shared;
  readonly failed: Shared;
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  begin(): void;
  advance(end: number): void;
  observe(): void;
  /** σ of whole registers of values. */
  apply(x: number, bytes: number, out: number): void;
  /** Normals from groups of sixteen words. */
  normals(groups: number, words: number, out: number): void;
  heapBase(): number;
};

/** σ of `count` values at address x to address `out`, where σ is none of the built-in ones. */
export type HostActivation = (x: number, count: number, out: number) => void;

/** Numbers to a row of the module's table of erf. */
const erfRow = 16;
const compiled = new Map<Precision, WebAssembly.Module>();

/** The kernels with a memory of their own. A module is loaded and compiled once per thread. */
export async function instantiate(precision: Precision, activateByHost: HostActivation): Promise<Kernels> {
  const module = compiled.get(precision) ?? new WebAssembly.Module(await binaryOf(precision));
  compiled.set(precision, module);
  const { exports } = new WebAssembly.Instance(module, { host: { activateByHost } });
  if (precision === 'float64') fillTables(exports as Kernels & Tables);
  return exports as Kernels;
}

async function binaryOf(precision: Precision): Promise<Uint8Array<ArrayBuffer>> {
  return precision === 'float64'
    ? (await import('./float64-binary.js')).float64Binary
    : (await import('./float32-binary.js')).float32Binary;
}

type Tables = Readonly<Record<'tanhTable' | 'logisticTable' | 'erfTable', Shared>>;

function fillTables({ memory, tanhTable, logisticTable, erfTable }: Kernels & Tables): void {
  const values = new Float64Array(memory.buffer);
  values.set(tanhSteps, tanhTable.value / 8);
  values.set(logisticSteps, logisticTable.value / 8);
  const rows = erfRows();
  for (let from = 0, to = erfTable.value / 8; from < rows.length; from += erfStride, to += erfRow) {
    values.set(rows.subarray(from, from + erfStride), to);
  }
}
