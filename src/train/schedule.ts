/**
 * Learning rate against the step s = 0, 1, 2, …: `rate` throughout; or `rate` after a rise from 0 over `warmup` steps,
 * then, for `cosine`, down to `final` (0 where not given) at step `steps` along half a cosine.
 */
export type Schedule =
  | number
  | { readonly kind: 'warm-up'; readonly rate: number; readonly warmup: number }
  | {
      readonly kind: 'cosine';
      readonly rate: number;
      readonly warmup?: number;
      readonly steps: number;
      readonly final?: number;
    };
