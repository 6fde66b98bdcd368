import { printable } from '../record/harmless.ts';

/** A text from a scenario, safe to print, in quotes. */
export function quoted(text: string): string {
  return JSON.stringify(shortened(text));
}

/** A text from a scenario, safe to print, at most 60 characters. */
export function shortened(text: string): string {
  const safe = printable(text);
  return safe.length > 60 ? `${safe.slice(0, 57)}…` : safe;
}
