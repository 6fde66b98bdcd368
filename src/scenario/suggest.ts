/**
 * The candidate nearest to what was written, or null when none is near: at most one edit (insert, delete, replace, swap
 * neighbours) per three characters, ignoring case, hyphens and underscores.
 */
export function nearest(written: string, candidates: readonly string[]): string | null {
  const bare = (text: string) => text.toLowerCase().replace(/[-_\s]/g, '');
  const asked = bare(written).slice(0, 64);
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const target = bare(candidate);
    const distance = editDistance(asked, target);
    if (distance <= Math.max(1, Math.max(asked.length, target.length) / 3) && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Edits between two texts; two neighbouring characters swapped count once (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(change, previous[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}
