import type { BuiltInActivation } from '../../../model/activation.ts';
import type { AddressWords } from '../../../numeric/random/address.ts';
import type { SamplingPlan } from '../../plan.ts';
import { EngineError } from '../engine.ts';
import { type FoundAdapter, messageOf } from './adapter.ts';
import { chainTable, entryCodes } from './chain-table.ts';
import type { Extent } from './extent.ts';
import { kernelText } from './kernel.ts';

/** Numbers of the kernel's `Run`. */
const runLength = 12;
/** Usage bits of WebGPU: the constants are globals in a browser only. */
const usage = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const;
const mapModeRead = 1;

/** What must stay referenced while a device lives, see `FoundAdapter`. */
const living = new Map<GPUDevice, FoundAdapter>();

/** A device with the kernel and the buffers of one plan. Dispatches run in the order they are made; two may wait to be read. */
export class NetworkDevice {
  readonly #device: GPUDevice;
  readonly #extent: Extent;
  readonly #pipeline: GPUComputePipeline;
  readonly #run: ArrayBuffer;
  readonly #runBuffer: GPUBuffer;
  readonly #sums: GPUBuffer;
  readonly #bindings: GPUBindGroup;
  readonly #staging: readonly GPUBuffer[];
  #dispatches = 0;

  private constructor(plan: SamplingPlan, extent: Extent, device: GPUDevice, pipeline: GPUComputePipeline) {
    this.#device = device;
    this.#extent = extent;
    this.#pipeline = pipeline;
    this.#run = runOf(plan);
    this.#runBuffer = device.createBuffer({ size: 4 * runLength, usage: usage.uniform | usage.copyTarget });
    const sumsSize = 4 * extent.networkSums * extent.networks;
    this.#sums = device.createBuffer({ size: sumsSize, usage: usage.storage | usage.copySource });
    const states = device.createBuffer({
      size: 16 * extent.rows * extent.quads * extent.networks,
      usage: usage.storage,
    });
    const buffers = [this.#runBuffer, filled(device, chainTable(plan, extent)), states, this.#sums];
    if (extent.coupled) buffers.push(filled(device, entryCodes(extent.inputs)));
    this.#bindings = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    this.#staging = [0, 1].map(() => device.createBuffer({ size: sumsSize, usage: usage.mapRead | usage.copyTarget }));
  }

  /** @throws EngineError where the adapter's limits, its memory or its compiler do not take the plan */
  static async open(
    plan: SamplingPlan,
    activation: BuiltInActivation,
    extent: Extent,
    found: FoundAdapter,
  ): Promise<NetworkDevice> {
    const device = await openDevice(found.adapter, extent);
    living.set(device, found);
    try {
      device.pushErrorScope('out-of-memory');
      device.pushErrorScope('validation');
      const pipeline = await compile(device, kernelText(extent, activation));
      const opened = new NetworkDevice(plan, extent, device, pipeline);
      for (const error of [await device.popErrorScope(), await device.popErrorScope()]) if (error) throw error;
      return opened;
    } catch (error) {
      device.destroy();
      living.delete(device);
      throw error instanceof EngineError
        ? error
        : new EngineError(`the webgpu engine cannot take this ensemble: ${messageOf(error)}`);
    }
  }

  /** Sums of networks address … address + count − 1, one after another; to be awaited before the dispatch after the next. */
  async dispatch(address: AddressWords, count: number): Promise<Float32Array> {
    const words = new Uint32Array(this.#run);
    words.set([address.keyLow, address.keyHigh, address.networkLow, address.networkHigh, address.purpose]);
    this.#device.queue.writeBuffer(this.#runBuffer, 0, this.#run);
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#bindings);
    pass.dispatchWorkgroups(count);
    pass.end();
    const staging = this.#staging[this.#dispatches++ % 2]!;
    const size = 4 * this.#extent.networkSums * count;
    encoder.copyBufferToBuffer(this.#sums, 0, staging, 0, size);
    this.#device.queue.submit([encoder.finish()]);
    await staging.mapAsync(mapModeRead, 0, size);
    const sums = new Float32Array(staging.getMappedRange(0, size).slice(0));
    staging.unmap();
    return sums;
  }

  destroy(): void {
    this.#device.destroy();
    living.delete(this.#device);
  }
}

async function openDevice(adapter: GPUAdapter, { largestBuffer }: Extent): Promise<GPUDevice> {
  const largest = Math.min(adapter.limits.maxStorageBufferBindingSize, adapter.limits.maxBufferSize);
  if (largestBuffer > largest) {
    throw new EngineError(
      `the webgpu engine needs a buffer of ${largestBuffer} bytes for this ensemble, and the adapter grants ${largest}: ` +
        'lower the width, the number of inputs or of saved depths, or choose another engine',
    );
  }
  try {
    return await adapter.requestDevice({
      requiredLimits: {
        maxStorageBufferBindingSize: Math.max(2 ** 27, largestBuffer),
        maxBufferSize: Math.max(2 ** 28, largestBuffer),
      },
    });
  } catch (error) {
    throw new EngineError(`the webgpu engine gets no device: ${messageOf(error)}`);
  }
}

/** @throws EngineError with what the driver's compiler says first */
async function compile(device: GPUDevice, code: string): Promise<GPUComputePipeline> {
  const module = device.createShaderModule({ code });
  const { messages } = await module.getCompilationInfo();
  const wrong = messages.find(({ type }) => type === 'error');
  if (wrong) throw new EngineError(`the driver refuses line ${wrong.lineNum} of the webgpu kernel: ${wrong.message}`);
  return device.createComputePipelineAsync({ layout: 'auto', compute: { module } });
}

/** `Run` with everything but the address. */
function runOf(plan: SamplingPlan): ArrayBuffer {
  const { width, layers, residualScale, leak, weightVariance } = plan.ensemble;
  const run = new ArrayBuffer(4 * runLength);
  new Uint32Array(run).set([width, layers], 5);
  const step = residualScale ** 2;
  new Float32Array(run).set([leak * step, weightVariance, residualScale, weightVariance * step], 8);
  return run;
}

/** A buffer for the kernel to read, with its contents. */
function filled(device: GPUDevice, contents: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): GPUBuffer {
  const buffer = device.createBuffer({ size: contents.byteLength, usage: usage.storage | usage.copyTarget });
  device.queue.writeBuffer(buffer, 0, contents);
  return buffer;
}
