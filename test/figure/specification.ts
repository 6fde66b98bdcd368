import { compile, type TopLevelSpec } from 'vega-lite';
import { expect } from 'vitest';
import { specToSvg } from '#odepth/figure/render';

/** Every row of inline data of a specification. */
export function rowsOf(spec: unknown): Record<string, unknown>[] {
  if (Array.isArray(spec)) return spec.flatMap(rowsOf);
  if (typeof spec !== 'object' || spec === null) return [];
  const { data, ...rest } = spec as { data?: { values?: Record<string, unknown>[] } };
  return [...(data?.values ?? []), ...Object.values(rest).flatMap(rowsOf)];
}

/**
 * The SVG of a specification, after what holds of every figure: it compiles without a warning, is no wider than its page, shows
 * no number that is none, and no text below 11 pixels.
 */
export async function soundSvg(spec: TopLevelSpec, widest: number): Promise<string> {
  const warnings: string[] = [];
  const note = (...text: readonly string[]) => {
    warnings.push(text.join(' '));
    return logger;
  };
  const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
  compile(spec, { logger: logger as never });
  const svg = await specToSvg(spec);
  expect(warnings).toEqual([]);
  expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
  expect(Number(/ width="(\d+)"/.exec(svg)![1])).toBeLessThanOrEqual(widest);
  const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
  return svg;
}

/** The texts of an SVG, in order, escaped as they stand. */
export function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
}

/** Stroke colours with the number of lines that have them. */
export function linesOf(svg: string, colour: string): number {
  return svg.split(`stroke="${colour}"`).length - 1;
}
