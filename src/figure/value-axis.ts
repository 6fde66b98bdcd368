import { formatDepth, formatPower } from './format.ts';
import { fontSize } from './theme.ts';
import { reservedWidth, wrapped } from './wrap.ts';

/** What an axis of values shows. */
export interface ValueAxis {
  /** With its symbol, and its unit where it has one. */
  readonly title: string;
  readonly scale: 'linear' | 'log';
  /** Ends of the axis; where left out, they follow from the numbers drawn. */
  readonly domain?: readonly [number, number];
}

/** An axis with its ends known, so that labels can be placed beside it. */
export interface ValueScale {
  readonly scale: 'linear' | 'log';
  readonly domain: readonly [number, number];
}

/** Room beyond the least and greatest number, as a part of the whole. */
const margin = 0.05;

/** Whether a number can be drawn: finite, and positive on a logarithmic axis. */
export function hasPlace(value: number, scale: 'linear' | 'log'): boolean {
  return Number.isFinite(value) && (scale === 'linear' || value > 0);
}

/** What a panel says of numbers that have no place on its axis; nothing where there are none. */
export function leftOutNote(values: readonly number[], scale: 'linear' | 'log'): string | undefined {
  const unbounded = values.filter((value) => !Number.isFinite(value)).length;
  const negative = values.filter((value) => !hasPlace(value, scale)).length - unbounded;
  const parts = [...(negative > 0 ? [`${negative} ≤ 0`] : []), ...(unbounded > 0 ? [`${unbounded} not finite`] : [])];
  return parts.length > 0 ? `left out: ${parts.join(', ')}` : undefined;
}

/** A panel's heading in lines that fit over its frame, with what it leaves out below. */
export function panelTitle(heading: string, note: string | undefined, width: number) {
  const text = wrapped(heading, width / (reservedWidth * (fontSize + 1)));
  if (note === undefined) return { text };
  return { text, subtitle: note, subtitleFontSize: fontSize, subtitleColor: '#6b6b6b' };
}

/** The scale of an axis for the numbers drawn on it. Throws RangeError where given ends are not in order or not positive on a log axis. */
export function valueScale({ title, scale, domain }: ValueAxis, values: readonly number[]): ValueScale {
  if (domain !== undefined) {
    const [from, to] = domain;
    if (!(from < to && hasPlace(from, scale) && hasPlace(to, scale)))
      throw new RangeError(
        `axis "${title}": expected two ${scale === 'log' ? 'positive ' : ''}numbers in order as its ends, came ${from} and ${to}.`,
      );
    return { scale, domain };
  }
  const placed = values.filter((value) => hasPlace(value, scale));
  if (placed.length === 0) return { scale, domain: scale === 'log' ? [0.1, 1] : [0, 1] };
  const low = placed.reduce((least, value) => Math.min(least, value));
  const high = placed.reduce((most, value) => Math.max(most, value));
  if (scale === 'log') {
    const factor = Math.exp(Math.max(margin * (Math.log(high) - Math.log(low)), Math.log(1.1)));
    return { scale, domain: [low / factor, high * factor] };
  }
  const room = margin * (high - low) || 0.5 * Math.abs(high) || 0.5;
  return { scale, domain: [low - room, high + room] };
}

/** Where a value lies on a scale: 0 at its lower end, 1 at its upper one. */
export function fractionOf(value: number, { scale, domain: [from, to] }: ValueScale): number {
  if (scale === 'linear') return (value - from) / (to - from);
  return (Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from));
}

/** Inverse of `fractionOf`. */
export function valueAt(fraction: number, { scale, domain: [from, to] }: ValueScale): number {
  if (scale === 'linear') return from + fraction * (to - from);
  return Math.exp(Math.log(from) + fraction * (Math.log(to) - Math.log(from)));
}

/** Channel of a scale, without its field: ticks at 1, 2, 5 and powers of ten on a log axis. */
export function valueChannel(scale: ValueScale, title: string | null, ticks: number) {
  const base = {
    type: 'quantitative' as const,
    scale: { type: scale.scale, domain: [...scale.domain], nice: false },
  };
  if (scale.scale === 'linear') return { ...base, axis: { title, tickCount: ticks } };
  const values = logTicks(scale.domain, ticks);
  const powers = values.length > 1 && values.every((tick) => Number.isInteger(Math.log10(tick)));
  const labels = JSON.stringify(Object.fromEntries(values.map((tick) => [String(tick), tickLabel(tick, powers)])));
  return { ...base, axis: { title, values, labelExpr: `${labels}[datum.value]`, labelOverlap: false } };
}

/** A tick's number; `power`: powers of ten as such, whatever their size. */
function tickLabel(value: number, power: boolean): string {
  if (!power && value >= 1e-3 && value < 1e5) return formatDepth(value);
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const mantissa = Number((value / 10 ** exponent).toPrecision(3));
  return mantissa === 1 ? formatPower(exponent) : `${mantissa}·${formatPower(exponent)}`;
}

/**
 * 1, 2, 5 × 10^k within a range; powers of ten alone where there are more than three, every second or third of them where
 * they are more than `most`; even steps where 1, 2 and 5 give fewer than three.
 */
export function logTicks([from, to]: readonly [number, number], most: number): number[] {
  const first = Math.floor(Math.log10(from));
  const last = Math.ceil(Math.log10(to));
  const exponents = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const within = (ticks: readonly number[]) => ticks.filter((tick) => tick >= from && tick <= to);
  if (last - first > 3) {
    const stride = Math.max(1, Math.ceil((last - first - 1) / most));
    return within(exponents.filter((k) => k % stride === 0).map((k) => Number(`1e${k}`)));
  }
  const ticks = within(exponents.flatMap((k) => [1, 2, 5].map((step) => Number(`${step}e${k}`))));
  return ticks.length < 3 ? linearTicks([from, to], 4) : ticks;
}

/** About `count` round numbers within a range. */
export function linearTicks([from, to]: readonly [number, number], count: number): number[] {
  const least = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * [1, 2, 5, 10].find((multiple) => multiple * power >= least * (1 - 1e-9))!;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
