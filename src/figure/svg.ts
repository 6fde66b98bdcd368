import { escapeMarkup } from './escape.ts';

/**
 * An SVG from Vega made fit to stand in a page with others: one image with a title and a description for screen readers,
 * and its ids renamed PREFIX-0, PREFIX-1, … in the order they appear. Vega numbers clip paths through the life of the
 * process: as they come, the same figure would differ from run to run.
 */
export function labelledSvg(svg: string, prefix: string, title: string, description: string): string {
  const base = prefix.replace(/[^A-Za-z0-9_-]/g, '-');
  const names = new Map<string, string>();
  for (const [, id] of svg.matchAll(/ id="([^"]+)"/g)) names.set(id!, `${base}-${names.size}`);
  const renamed = svg.replace(/( id="|url\(#|href="#)([^")]+)/g, (whole, before: string, id: string) =>
    names.has(id) ? before + names.get(id) : whole,
  );
  const label = `<title id="${base}-title">${escapeMarkup(title)}</title><desc id="${base}-desc">${escapeMarkup(description)}</desc>`;
  return renamed.replace(
    /^<svg ([^>]*)>/,
    (_, attributes: string) =>
      `<svg role="img" aria-labelledby="${base}-title" aria-describedby="${base}-desc" ${attributes}>${label}`,
  );
}
