import { block, choice, list, number, oneOf, text } from '../../../scenario/fields.ts';
import { quantityNames } from '../quantities.ts';

const quantity = choice('a quantity at the end of the training', quantityNames).default('D_LR');
const variant = (meaning: string) =>
  text(`${meaning}: a condition, "field = value" of the sweep, or "condition, field = value"`, 200);
const share = (meaning: string) => number(meaning, { from: 0, to: 1 });

/** Claims a scenario makes of its own networks, each decided over seeds. */
export const claimsSchema = list(
  'what is claimed of the networks; every claim gets a verdict',
  'claims',
  oneOf('a claim', 'a mapping with one of grokking, ratio, comparable, monotone, best, bound, linearLimit', [
    block('training examples are learned long before test examples, and richness follows the latter', {
      grokking: block('thresholds', {
        of: variant('the networks').optional(),
        train: share('accuracy on training examples that counts as learned').default(0.99),
        before: share('accuracy on test examples, at most, while training examples are learned').default(0.1),
        after: share('accuracy on test examples reached later').default(0.99),
        fall: number('factor by which D_LR falls from the one checkpoint to the end', { above: 1 }).default(3),
      }),
    }),
    block('a quantity of some networks is so many times that of others', {
      ratio: block('which', {
        quantity,
        of: variant('the numerator'),
        to: variant('the denominator'),
        atLeast: number('the ratio is at least this', { above: 0 }),
      }),
    }),
    block('a quantity is about the same in two kinds of networks', {
      comparable: block('which', {
        quantity,
        of: variant('the one'),
        to: variant('the other'),
        within: number('a factor up to which they count as comparable', { above: 1 }).default(2),
      }),
    }),
    block('a quantity goes one way over the sweep', {
      monotone: block('which', {
        quantity,
        direction: choice('the way it goes as the swept value grows', ['rises', 'falls']),
        of: text('a condition; all together where left out', 40).optional(),
      }),
    }),
    block('a quantity is least at the swept value at which another is greatest', {
      best: block('which', {
        quantity,
        with: choice('the quantity that is greatest there', quantityNames).default('testAccuracy'),
        of: text('a condition', 40).optional(),
      }),
    }),
    block('a quantity lies on one side of a bound', {
      bound: block('which; one of atLeast, atMost', {
        quantity,
        of: variant('the networks').optional(),
        atLeast: number('it is at least this').optional(),
        atMost: number('it is at most this').optional(),
      }),
    }),
    block('D_LR of a deep linear network is that of a known limit', {
      linearLimit: block('which', {
        of: variant('the networks').optional(),
        limit: choice('rich: balanced layers from small weights; lazy: features of the first weights', [
          'rich',
          'lazy',
        ]),
        within: number('difference from the limit that counts as none', { above: 0 }),
      }),
    }),
  ]),
  0,
  50,
).default([]);
