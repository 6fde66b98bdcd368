import { parseArrayReference } from '../../../record/array-reference.ts';
import { fileBeside } from '../../../scenario/file-beside.ts';
import type { ArrayAccess } from '../../../scenario/kind.ts';
import { richnessComplaint } from '../../../scenario/richness-messages.ts';
import { Refused } from '../../kernel/language/refused.ts';
import type { GivenArray } from '../richness-scenario.ts';

/** What the arrays of a study are called in complaints. */
export const arrayWords = {
  features: 'features',
  outputs: 'outputs',
  targets: 'targets',
  labels: 'labels',
  initial: 'initial features',
  initialOutputs: 'initial outputs',
} as const;
export type ArrayField = keyof typeof arrayWords;

/** How a file that holds an array is refused. */
export function fileWords(field: ArrayField) {
  return {
    example: `${field}: ${field}.npy`,
    without: richnessComplaint.noFileAccess(),
    unusable: (reason: string) => richnessComplaint.badArray(arrayWords[field], reason),
  };
}

/** An array of rows as it is found in its file. Complaints are about the field itself. */
export async function givenArray(
  field: ArrayField,
  reference: string,
  access: ArrayAccess | undefined,
): Promise<GivenArray | Refused> {
  const answer = await fileBeside(reference, access && ((name) => access.describe(name)), fileWords(field));
  if ('refused' in answer) return new Refused({ path: [], words: answer.refused });
  const { shape, type, sha256 } = answer.content;
  const [rows, columns = 1] = shape;
  if (rows === undefined || shape.length > 2 || rows === 0 || columns === 0)
    return new Refused({ path: [], words: richnessComplaint.shape(arrayWords[field], shape) });
  return { ...parseArrayReference(reference)!, shape: [rows, columns], type, sha256 };
}
