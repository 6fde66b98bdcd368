import type { Complaint } from '../../../scenario/issue.ts';
import type { Draft } from '../../../scenario/kind.ts';
import type { Path } from '../../../scenario/located.ts';

/** Where the trouble is, relative to the block at hand, and its words. */
export interface FieldComplaint {
  readonly path: Path;
  readonly words: Complaint;
}

/** The answer of a check that found something wrong. */
export class Refused {
  readonly complaints: readonly FieldComplaint[];

  constructor(...complaints: readonly FieldComplaint[]) {
    this.complaints = complaints;
  }
}

/** Hands an answer on; complaints go to the draft, each below `base`, and leave null. */
export function orRefuse<Answer>(draft: Draft, base: Path, answer: Answer | Refused): Answer | null {
  if (!(answer instanceof Refused)) return answer;
  for (const { path, words } of answer.complaints) draft.refuse([...base, ...path], words);
  return null;
}
