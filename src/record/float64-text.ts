/** A matrix of float64 to the last bit, as text: rows × columns numbers in C order, little-endian, base64. */
export interface Float64Text {
  readonly shape: readonly [rows: number, columns: number];
  /** numpy: np.frombuffer(base64.b64decode(text), '<f8').reshape(shape). */
  readonly float64: string;
}

/** Bytes at a time; a multiple of 3, so that the texts can be joined, and of 8. */
const block = 24_576;

/** @throws RangeError where the shape does not fit the numbers */
export function encodeFloat64([rows, columns]: Float64Text['shape'], data: Float64Array): Float64Text {
  if (rows * columns !== data.length) throw new RangeError(`${rows} × ${columns} numbers expected, got ${data.length}`);
  const bytes = new Uint8Array(8 * data.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < data.length; i++) view.setFloat64(8 * i, data[i]!, true);
  return { shape: [rows, columns], float64: base64Of(bytes) };
}

const digits = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const padding = 61; // =

/** RFC 4648; btoa takes seconds for as many numbers as a scenario may have. */
function base64Of(bytes: Uint8Array): string {
  const text = new Uint8Array(4 * Math.ceil(bytes.length / 3));
  let to = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const [second, third] = [bytes[at + 1], bytes[at + 2]];
    const group = (bytes[at]! << 16) | ((second ?? 0) << 8) | (third ?? 0);
    text[to++] = digits[group >> 18]!;
    text[to++] = digits[(group >> 12) & 63]!;
    text[to++] = second === undefined ? padding : digits[(group >> 6) & 63]!;
    text[to++] = third === undefined ? padding : digits[group & 63]!;
  }
  return new TextDecoder('latin1').decode(text);
}

/** Inverse of `encodeFloat64`. @throws RangeError for a text that is not one of that many numbers */
export function decodeFloat64({ shape, float64 }: Float64Text): Float64Array {
  const count = shape[0] * shape[1];
  if (float64.length !== 4 * Math.ceil((8 * count) / 3) || !/^[A-Za-z0-9+/]*={0,2}$/.test(float64)) {
    throw new RangeError(`the base64 text of ${shape[0]} × ${shape[1]} float64 numbers expected`);
  }
  const view = new DataView(new ArrayBuffer(8 * count));
  for (let at = 0; at < float64.length; at += (4 * block) / 3) {
    const bytes = atob(float64.slice(at, at + (4 * block) / 3));
    for (let i = 0; i < bytes.length; i++) view.setUint8((3 * at) / 4 + i, bytes.charCodeAt(i));
  }
  return Float64Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, true));
}
