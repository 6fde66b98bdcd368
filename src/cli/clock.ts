import type { Clock } from '../study/engines/clock.ts';

/** The clocks of this process. */
export const clock: Clock = {
  wall: () => performance.now() / 1000,
  processor: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
};
