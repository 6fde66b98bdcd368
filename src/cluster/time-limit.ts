/**
 * Minutes of a time limit as Slurm reads it: M, M:S, H:M:S, D-H, D-H:M or D-H:M:S.
 */
export function minutesOf(limit: string): number {
  const [days, clock] = limit.includes('-') ? limit.split('-') : [undefined, limit];
  const parts = (clock ?? '').split(':').map(Number);
  const [hours = 0, minutes = 0, seconds = 0] = days !== undefined || parts.length === 3 ? parts : [0, ...parts];
  return (Number(days ?? 0) * 24 + hours) * 60 + minutes + seconds / 60;
}
