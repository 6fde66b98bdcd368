// Loaded into a process before its program: at its end it says how much memory and processor time it took.
import { readFileSync, writeSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  // The first of these two counts the process that started it; Linux keeps the other apart.
  let kilobytes = maxRSS;
  try {
    kilobytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {}
  writeSync(2, `\nusage ${kilobytes} ${userCPUTime + systemCPUTime}\n`);
});
