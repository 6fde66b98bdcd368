import type { WorkShare } from './host.ts';

/** Whether the part at a position of a study's list belongs to a share. */
export function inShare(position: number, { worker, of }: WorkShare): boolean {
  return position % of === worker;
}
