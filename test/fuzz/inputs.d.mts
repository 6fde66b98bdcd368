/** One reader, where its inputs come from, and by names of the errors which refusals are its own. */
export interface Target {
  readonly name: string;
  /** Part of all inputs, in percent. */
  readonly share: number;
}

export const targets: readonly Target[];

/** `count` inputs of a target from a seed: the first that ends in anything but an answer or a listed refusal, and how many were refused. */
export function fuzz(
  target: Target,
  how: { readonly seed: number; readonly count: number },
): Promise<{ readonly finding: string | null; readonly refused: number }>;
