/**
 * JSON with sorted keys, no white space and shortest round-trip numbers: the same text for the same value, whatever order
 * it was built in. NaN and infinities are refused: a resolved scenario has none.
 * @throws RangeError for a number that is not finite
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`canonical JSON: expected a finite number, came ${value}`);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
}

/** SHA-256 of a text's UTF-8, 64 hexadecimal digits. */
export async function sha256(text: string): Promise<string> {
  const bytes = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What a scenario of any kind may carry that does not change its results. */
export interface Digestible {
  readonly purpose: string;
  readonly sampling?: { readonly workers?: number | 'auto'; readonly shard?: number | undefined } | null;
}

/**
 * Names a computation: SHA-256 of the resolved scenario's canonical JSON, without `purpose` (words) and
 * `sampling.workers` and `sampling.shard` (results do not depend on them). Everything else counts: a record folder is named by the first twelve
 * digits, and two scenarios with one digest have the same results.
 */
export function scenarioDigest(scenario: Digestible): Promise<string> {
  const { purpose: _purpose, ...rest } = scenario;
  if (rest.sampling === undefined || rest.sampling === null) return sha256(canonicalJson(rest));
  const { workers: _workers, shard: _shard, ...sampling } = rest.sampling;
  return sha256(canonicalJson({ ...rest, sampling }));
}
