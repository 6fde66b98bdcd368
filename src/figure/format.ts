const minus = '−';

/** A number to `digits` significant digits, with a typographic minus; powers of ten outside 1e-4 … 1e6. */
export function formatNumber(value: number, digits = 5): string {
  if (Number.isNaN(value)) return 'not a number';
  return (value < 0 ? minus : '') + formatSize(Math.abs(value), digits);
}

function formatSize(size: number, digits: number): string {
  if (size === 0) return '0';
  if (!Number.isFinite(size)) return '∞';
  if (size >= 1e6 || size < 1e-4) {
    const [mantissa, exponent] = size.toExponential(Math.min(digits, 3) - 1).split('e');
    return `${mantissa}·${formatPower(Number(exponent))}`;
  }
  return size.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
}

/**
 * Value ± error, the error with two digits and the value to the same place: "48.48 ± 0.12". An error below 10⁻⁶ of the
 * value is not printed: the value then stands alone, with six digits.
 */
export function formatWithError(value: number, error: number): string {
  if (error <= 1e-6 * Math.abs(value) || error <= 1e-12) return formatNumber(value, 6);
  const decimals = 1 - Math.floor(Math.log10(error));
  const printable = Number.isFinite(value) && Number.isFinite(error) && decimals >= 0 && decimals <= 9;
  if (!printable) return `${formatNumber(value)} ± ${formatNumber(error, 2)}`;
  return `${withMinus(value.toFixed(decimals))} ± ${error.toFixed(decimals)}`;
}

/** A depth time: up to six significant digits, no trailing zeros. */
export function formatDepth(t: number): string {
  return withMinus(String(Number(t.toPrecision(6))));
}

/** A number of standard errors: one decimal below 100, the sign always shown. */
export function formatErrors(z: number): string {
  if (Number.isNaN(z)) return formatNumber(z);
  const size = Math.abs(z);
  const text = size < 100 ? size.toFixed(1) : size < 1e6 ? size.toFixed(0) : formatSize(size, 3);
  return `${z < 0 ? minus : '+'}${text}`;
}

/** A fraction in per cent to two digits: 0.05 → "5 %". */
export function formatPercent(fraction: number): string {
  if (!Number.isFinite(fraction)) return formatNumber(fraction);
  return `${withMinus(String(Number((100 * fraction).toPrecision(2))))} %`;
}

/** Digits as Unicode subscripts: 12 → "₁₂". */
export function subscript(index: number): string {
  return [...String(index)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
}

/** A power of ten: −3 → "10⁻³". */
export function formatPower(exponent: number): string {
  return `10${superscript(exponent)}`;
}

function superscript(exponent: number): string {
  return [...String(exponent)].map((digit) => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)])).join('');
}

function withMinus(text: string): string {
  return text.startsWith('-') ? minus + text.slice(1) : text;
}
