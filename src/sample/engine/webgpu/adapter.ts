import type { EngineProbe } from '../engine.ts';

/** A GPU of this machine. `gpu` must stay referenced while a device of it lives, and be dropped with it: else Node aborts, or never exits. */
export interface FoundAdapter {
  readonly gpu: GPU;
  readonly adapter: GPUAdapter;
}

/** Limits that decide which plans an adapter can take. */
const limitsOfInterest = [
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
] as const;

const howToGetOne =
  'a GPU driver is needed (Vulkan, Metal or Direct3D 12); on Linux install libvulkan1 and the driver of the card, or name a ' +
  'software driver in VK_DRIVER_FILES (SwiftShader: vk_swiftshader_icd.json of Debian’s chromium-common)';

/** The browser's GPU object, else the one of the package webgpu; a sentence where there is neither. */
async function findGpu(): Promise<GPU | string> {
  const own = (globalThis as { readonly navigator?: { readonly gpu?: GPU } }).navigator?.gpu;
  if (own !== undefined) return own;
  try {
    const { create } = await import('webgpu');
    return create([]);
  } catch (error) {
    const { code } = error as { code?: unknown };
    return code === 'ERR_MODULE_NOT_FOUND'
      ? 'the package webgpu is not installed and there is no navigator.gpu; run `npm install webgpu@0.6.2`'
      : `the package webgpu does not load (0.6.2 or later is needed): ${messageOf(error)}`;
  }
}

/** The adapter that WebGPU prefers for computing, or a sentence that says what is missing. */
export async function findAdapter(): Promise<FoundAdapter | string> {
  const gpu = await findGpu();
  if (typeof gpu === 'string') return gpu;
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    return adapter === null ? `WebGPU finds no adapter: ${howToGetOne}` : { gpu, adapter };
  } catch (error) {
    return `WebGPU finds no adapter (${messageOf(error)}): ${howToGetOne}`;
  }
}

/** Name, vendor, driver and limits of an adapter. */
export function describeAdapter({ info, limits }: GPUAdapter): EngineProbe {
  const { vendor, architecture, device, description, isFallbackAdapter } = info;
  const details: Record<string, string | number> = {
    vendor,
    architecture,
    device,
    driver: description,
    kind: isFallbackAdapter ? 'software' : 'hardware',
  };
  for (const limit of limitsOfInterest) details[limit] = limits[limit];
  return { available: true, device: description || device || architecture || vendor || 'a WebGPU adapter', details };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
