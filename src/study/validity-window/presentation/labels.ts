import type { Source } from '../../../record/series.ts';
import { closureLabels } from '../../kernel/presentation/panels.ts';
import type { SweepAxis, WindowSeries } from '../window-data.ts';

const symbols: Readonly<Record<string, string>> = { K0: 'K₀', V4: 'V₄', K1: 'K₁', U1: 'U₁' };

/** A quantity as it is written: V₄. */
export function quantitySymbol(quantity: string): string {
  return symbols[quantity] ?? quantity;
}

/** A closure as it is called in figures. */
export function closureLabel(closure: string): string {
  return closureLabels[closure as Source & keyof typeof closureLabels] ?? closure;
}

/** "V₄, G-only closure". */
export function curveTitle({ quantity, closure }: Pick<WindowSeries, 'quantity' | 'closure'>): string {
  return `${quantitySymbol(quantity)}, ${closureLabel(closure)}`;
}

/** An axis for a figure: "width n". */
export function axisTitle({ label, symbol }: SweepAxis): string {
  return `${label} ${symbol}`;
}

/** A swept value as it is written on an axis: up to four digits. */
export function valueText(value: number | string): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : value;
}

/** Series that belong together, by quantity and closure, in order of first appearance. */
export function curvesOf(series: readonly WindowSeries[]): WindowSeries[][] {
  const curves = new Map<string, WindowSeries[]>();
  for (const one of series) {
    const key = `${one.quantity} ${one.closure}`;
    const list = curves.get(key);
    if (list === undefined) curves.set(key, [one]);
    else list.push(one);
  }
  return [...curves.values()];
}
