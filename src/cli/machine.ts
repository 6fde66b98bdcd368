import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';

/** The machine, for runtime.json: what a reader needs to judge the times. */
export function machine() {
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}
