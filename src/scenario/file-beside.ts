import type { Complaint } from './issue.ts';
import { PointsFileError } from './kind.ts';
import { complaint } from './message-catalogue.ts';

/**
 * A file that a scenario names, read; or the words that refuse it: a path that leaves the folder, nobody to read it, or
 * what the reader says.
 */
export async function fileBeside<Content>(
  file: string,
  read: ((path: string) => Promise<Content>) | undefined,
  words: { readonly example: string; readonly without: Complaint; unusable(reason: string): Complaint },
): Promise<{ readonly content: Content } | { readonly refused: Complaint }> {
  const steps = file.split(/[/\\]/);
  if (/^([/\\]|[A-Za-z]:)/.test(file) || steps.includes('..') || file.includes('\0'))
    return { refused: complaint.outsideFolder(file, words.example) };
  if (read === undefined) return { refused: words.without };
  try {
    return { content: await read(file) };
  } catch (error) {
    if (error instanceof PointsFileError) return { refused: words.unusable(error.message) };
    throw error;
  }
}
