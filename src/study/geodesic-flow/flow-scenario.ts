import type { LeakyResnet } from '../../model/leaky-resnet.ts';
import type { Float64Text } from '../../record/float64-text.ts';

/** One way to integrate, with nothing left to fill in. */
export type FlowIntegrator =
  | { readonly method: 'odex'; readonly tolerance: number }
  | {
      readonly method: 'gauss-legendre';
      readonly order: 2 | 4 | 6;
      /** Equal steps from 0 to `until`; every saved depth is the end of one. */
      readonly steps: number;
      readonly inner: 'newton-krylov' | 'fixed-point';
      readonly iterations: number;
      /** Dimensions of the Krylov space; null for fixed-point. */
      readonly krylov: number | null;
    };

/** (A_0, B_0), given or drawn. */
export type FlowInitial =
  | {
      /** A file name, or "the scenario". */
      readonly source: string;
      /** Neurons × points. */
      readonly A: Float64Text;
      readonly B: Float64Text;
    }
  | { readonly random: { readonly points: number; readonly scale: number; readonly momentumScale: number } };

/** A flow scenario with nothing left to fill in. */
export interface FlowScenario {
  readonly format: 1;
  readonly kind: 'geodesic-flow';
  readonly name: string;
  readonly purpose: string;
  /** 64-bit unsigned, decimal. */
  readonly seed: string;
  readonly model: LeakyResnet;
  readonly initial: FlowInitial;
  readonly integrators: readonly FlowIntegrator[];
  readonly until: number;
  /** Depths p whose values are kept, ascending. */
  readonly save: readonly number[];
  readonly stabiliser: { readonly relative: number };
}
