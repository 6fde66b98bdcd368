import type { Schedule } from './schedule.ts';

/**
 * How parameters θ follow the gradient g. `weightDecay` λ adds λθ to g (sgd, momentum, adam), or takes ηλθ off θ apart
 * from the moments (adamw); only on arrays whose layout says `decays`; 0 where not given.
 */
export type OptimiserSpec =
  | { readonly kind: 'sgd'; readonly rate: Schedule; readonly weightDecay?: number }
  | {
      readonly kind: 'momentum';
      readonly rate: Schedule;
      readonly momentum: number;
      readonly nesterov?: boolean;
      readonly weightDecay?: number;
    }
  | {
      readonly kind: 'adam' | 'adamw';
      readonly rate: Schedule;
      /** 0.9 where not given. */
      readonly beta1?: number;
      /** 0.999 where not given. */
      readonly beta2?: number;
      /** 1e-8 where not given. */
      readonly epsilon?: number;
      readonly weightDecay?: number;
    };
