const minus = '−';

/** A number to `digits` significant digits, with a typographic minus; exponent form outside 1e-4 … 1e6. */
export function formatNumber(value: number, digits = 5): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${minus}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) {
    const [mantissa, exponent] = value.toExponential(Math.max(0, Math.min(digits, 3) - 1)).split('e');
    return `${mantissa}·10${superscript(Number(exponent))}`.replace(/-/g, minus);
  }
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return withMinus(value.toFixed(Math.min(decimals, 12)));
}

/**
 * Value ± error, the error with two digits and the value to the same place: "48.48 ± 0.12". An error below 10⁻⁵ of the
 * value is not printed: the value then stands alone, with six digits.
 */
export function formatWithError(value: number, error: number): string {
  if (error <= 1e-5 * Math.abs(value) || error <= 1e-12) return formatNumber(value, 6);
  const decimals = 1 - Math.floor(Math.log10(error));
  const printable = Number.isFinite(value) && Number.isFinite(error) && decimals >= 0 && decimals <= 9;
  if (!printable) return `${formatNumber(value)} ± ${formatNumber(error, 2)}`;
  return `${withMinus(value.toFixed(decimals))} ± ${error.toFixed(decimals)}`;
}

/** A depth time: up to six significant digits, no trailing zeros. */
export function formatDepth(t: number): string {
  return withMinus(String(Number(t.toPrecision(6))));
}

/** A number of standard errors: one decimal below 100, sign always shown. */
export function formatErrors(z: number): string {
  if (!Number.isFinite(z)) return formatNumber(z);
  const text =
    Math.abs(z) < 100
      ? Math.abs(z).toFixed(1)
      : Math.abs(z)
          .toPrecision(3)
          .replace(/e.*/, (e) => ` × 10^${e.slice(2)}`);
  return `${z < 0 ? minus : '+'}${text}`;
}

/** Digits as Unicode subscripts: 12 → "₁₂". */
export function subscript(index: number): string {
  return [...String(index)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
}

function superscript(exponent: number): string {
  return [...String(exponent)].map((digit) => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)])).join('');
}

function withMinus(text: string): string {
  return text.startsWith('-') ? minus + text.slice(1) : text;
}
