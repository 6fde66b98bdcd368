import type * as z from 'zod';
import type { Ensemble } from '../../model/ensemble.ts';
import type { SavedDepths } from './language/depth-grid.ts';
import type { kernelSchema } from './language/scenario-schema.ts';

type Fields = z.output<typeof kernelSchema>;

/** A kernel scenario with nothing left to fill in: plain data, ready to be run, written and digested. */
export interface KernelScenario {
  readonly format: 1;
  readonly kind: 'kernel';
  readonly name: string;
  readonly purpose: string;
  /** 64-bit unsigned, decimal. */
  readonly seed: string;
  readonly ensemble: Ensemble;
  /** As given; `ensemble.inputKernel` is what follows from it. */
  readonly inputs: Fields['inputs'];
  /** null when no closure is asked for. */
  readonly theory: Fields['theory'] | null;
  /** null for theory only. */
  readonly sampling: NonNullable<Fields['sampling']> | null;
  readonly compare: Fields['compare'];
  readonly save: SavedDepths;
  /** Numbers printed in a paper; absent where there are none to compare with. */
  readonly published?: Fields['published'];
}
