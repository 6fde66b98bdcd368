/** A matrix of float64 to the last bit, as text: rows × columns numbers in C order, little-endian, base64. */
export interface Float64Text {
  readonly shape: readonly [rows: number, columns: number];
  /** numpy: np.frombuffer(base64.b64decode(text), '<f8').reshape(shape). */
  readonly float64: string;
}

/** @throws RangeError where the shape does not fit the numbers */
export function encodeFloat64([rows, columns]: Float64Text['shape'], data: Float64Array): Float64Text {
  if (rows * columns !== data.length) throw new RangeError(`${rows} × ${columns} numbers expected, got ${data.length}`);
  const bytes = new Uint8Array(8 * data.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < data.length; i++) view.setFloat64(8 * i, data[i]!, true);
  return { shape: [rows, columns], float64: Buffer.from(bytes.buffer).toString('base64') };
}

/** Inverse of `encodeFloat64`. @throws RangeError for a text that is not one of that many numbers */
export function decodeFloat64({ shape, float64 }: Float64Text): Float64Array {
  const count = shape[0] * shape[1];
  // Buffer passes over what is no base64.
  const isText = float64.length === 4 * Math.ceil((8 * count) / 3) && /^[A-Za-z0-9+/]*={0,2}$/.test(float64);
  const bytes = Buffer.from(isText ? float64 : '', 'base64');
  if (!isText || bytes.length !== 8 * count)
    throw new RangeError(`the base64 text of ${shape[0]} × ${shape[1]} float64 numbers expected`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float64Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, true));
}
