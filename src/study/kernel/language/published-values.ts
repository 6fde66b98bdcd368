import type * as z from 'zod';
import { block, choice, integer, list, number, printed, text } from '../../../scenario/fields.ts';
import type { Draft } from '../../../scenario/kind.ts';
import { complaint } from '../../../scenario/message-catalogue.ts';
import { firstComponents, isComponent, quantities, residualQuantities } from '../quantities.ts';
import type { SavedDepths } from './depth-grid.ts';

/** Numbers that a paper printed, to be set beside ours. */
export const publishedSchema = block(
  'numbers printed in a paper, which the report sets beside the ones computed here',
  {
    source: text('where they are printed: a citation', 500),
    values: list(
      'the numbers',
      'values',
      block('one quantity at one depth', {
        quantity: choice('the quantity', [...quantities, ...residualQuantities]),
        component: text('the component: "0,0", or "0,0,0,0" for V4', 100),
        t: number('depth time; one of the saved depths', { from: 0 }),
        width: integer('n of the sampled networks, where it differs from the ensemble', 1, 1_000_000).optional(),
        theory: printed('the number printed for the G-only closure').optional(),
        sampled: printed('the number printed for sampled networks').optional(),
        sampledError: number('its standard error', { above: 0 }).optional(),
        note: text('what a reader should know about these numbers', 500).optional(),
      }),
      1,
      1000,
    ),
  },
);

export type PublishedValues = z.output<typeof publishedSchema>;
export type PublishedValue = PublishedValues['values'][number];

/** How far a printed depth may be from a saved one, relative: rounding. */
const rounding = 1e-9;

export function isDepth(t: number, saved: number): boolean {
  return Math.abs(t - saved) <= rounding * Math.max(1, Math.abs(t));
}

const residuals: ReadonlySet<string> = new Set(residualQuantities);

/** What a scenario has that published values can stand beside. */
export interface Computed {
  readonly inputs: number;
  readonly depths: SavedDepths;
  /** Whether residuals are sampled. */
  readonly residuals: boolean;
}

/** Refuses values of what is not computed (quantity, component, depth), without a number, or given twice. */
export function checkPublished(draft: Draft, { values }: PublishedValues, computed: Computed): void {
  const { inputs, depths } = computed;
  const seen = new Set<string>();
  for (const [i, { quantity, component, t, width, theory, sampled, sampledError }] of values.entries()) {
    const path = ['published', 'values', i];
    if (residuals.has(quantity) && !computed.residuals) {
      draft.refuse([...path, 'quantity'], complaint.published.notSampled(quantity));
    }
    if (!isComponent(quantity, inputs, component)) {
      const words = complaint.published.component(quantity, firstComponents(quantity, inputs), component);
      draft.refuse([...path, 'component'], words);
    }
    if (!depths.times.some((saved) => isDepth(t, saved))) {
      draft.refuse([...path, 't'], complaint.published.depth(nearest(depths.times, t), t));
    }
    if (theory === undefined && sampled === undefined) draft.refuse(path, complaint.published.nothing());
    if (sampledError !== undefined && sampled === undefined) {
      draft.refuse([...path, 'sampledError'], complaint.published.errorAlone(sampledError));
    }
    const key = [quantity, component, t, width ?? ''].join(' ');
    if (seen.has(key)) draft.refuse(path, complaint.published.twice(`${quantity}[${component}] at t = ${t}`));
    seen.add(key);
  }
}

function nearest(times: readonly number[], t: number): number {
  return times.reduce((best, time) => (Math.abs(time - t) < Math.abs(best - t) ? time : best));
}
