/** What a JSON document of a record may hold. Numbers may be NaN or infinite: they are written as strings. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const lineWidth = 160;

/**
 * JSON text with two-space indentation, anything that fits on a line kept on one line, keys in their given order, and a
 * final line break. NaN, Infinity and −Infinity become the strings "NaN", "Infinity", "-Infinity": JSON has no such
 * numbers, and null would hide them.
 */
export function encodeJson(value: Json): string {
  return `${encode(value, '')}\n`;
}

/** The number behind a JSON value written by `encodeJson`; undefined if it is none. */
export function jsonNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY;
  return undefined;
}

export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isJsonObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function encode(value: Json, indent: string): string {
  if (isJsonArray(value)) {
    const inner = `${indent}  `;
    return wrap(
      '[',
      ']',
      value.map((item) => encode(item, inner)),
      indent,
    );
  }
  if (isJsonObject(value)) {
    const inner = `${indent}  `;
    const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${encode(item, inner)}`);
    return wrap('{', '}', entries, indent);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return `"${value}"`;
  return JSON.stringify(value);
}

function wrap(open: string, close: string, parts: readonly string[], indent: string): string {
  const flat = `${open}${parts.join(', ')}${close}`;
  if (indent.length + flat.length <= lineWidth && !flat.includes('\n')) return flat;
  return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(',\n')}\n${indent}${close}`;
}
