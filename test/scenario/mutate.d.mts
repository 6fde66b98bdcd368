import type { Arbitrary } from 'fast-check';

export type Node = Record<string, unknown> | unknown[];

export interface Mutation {
  readonly at: number;
  readonly change: string;
  readonly value: unknown;
  readonly name: string;
}

export const oddValue: Arbitrary<unknown>;
export const mutation: Arbitrary<Mutation>;
/** Deletes, replaces, adds, renames or swaps one value of a scenario. */
export function mutate(scenario: Node, mutation: Mutation): void;
