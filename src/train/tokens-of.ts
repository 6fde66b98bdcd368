import type { Network } from './network.ts';

/** Tokens of one example; 1 where the inputs are real numbers. */
export function tokensOf({ description: { input } }: Network): number {
  return 'length' in input ? input.length : 1;
}
