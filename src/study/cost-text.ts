/** An amount of memory in words. */
export function roughBytes(count: number): string {
  if (count < 2 ** 20) return `${Math.max(1, Math.round(count / 2 ** 10))} KiB`;
  if (count < 2 ** 30) return `${Math.round(count / 2 ** 20)} MiB`;
  return `${(count / 2 ** 30).toPrecision(3)} GiB`;
}

/** A time in words, rounded up. */
export function roughTime(seconds: number): string {
  if (seconds < 1) return 'less than 1 s';
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  if (seconds < 7200) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.ceil(seconds / 3600)} h`;
}
