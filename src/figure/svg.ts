import { escapeMarkup } from './escape.ts';

/**
 * An SVG from Vega made fit to stand in a page with others: one image with a title and a description for screen readers,
 * and every id prefixed so that two figures never share one (Vega numbers its clip paths from 0 in each).
 */
export function labelledSvg(svg: string, prefix: string, title: string, description: string): string {
  const id = prefix.replace(/[^A-Za-z0-9_-]/g, '-');
  const unique = svg
    .replace(/ id="([^"]+)"/g, ` id="${id}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${id}-$1)`)
    .replace(/href="#([^"]+)"/g, `href="#${id}-$1"`);
  const label = `<title id="${id}-title">${escapeMarkup(title)}</title><desc id="${id}-desc">${escapeMarkup(description)}</desc>`;
  return unique
    .replace(/^<svg /, `<svg role="img" aria-labelledby="${id}-title ${id}-desc" `)
    .replace(/^(<svg [^>]*>)/, `$1${label}`);
}
