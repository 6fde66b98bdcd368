import { parseArrayReference } from '../../../record/array-reference.ts';
import { fileBeside } from '../../../scenario/file-beside.ts';
import type { Complaint } from '../../../scenario/issue.ts';
import type { ArrayAccess } from '../../../scenario/kind.ts';
import { profileComplaint } from '../../../scenario/profile-messages.ts';
import { Refused } from '../../kernel/language/refused.ts';
import type { StreamArray } from '../depth-scenario.ts';

/** Fields that name an array. */
export type ArrayField = 'file' | 'outputs' | 'depths';

/** How a file that holds an array is refused. */
export function fileWords(field: ArrayField) {
  const unusable = { file: profileComplaint.badArray, ...both(profileComplaint.badOtherArray) }[field];
  return {
    example: `${field}: ${field === 'file' ? 'stream' : field}.npy`,
    without: profileComplaint.noFileAccess(),
    unusable,
  };
}

const both = (words: (field: string, reason: string) => Complaint) => ({
  outputs: (reason: string) => words('outputs', reason),
  depths: (reason: string) => words('depths', reason),
});

/** An array as it is found in its file. */
export async function streamArray(
  field: ArrayField,
  reference: string,
  access: ArrayAccess | undefined,
): Promise<StreamArray | Refused> {
  const answer = await fileBeside(reference, access && ((name) => access.describe(name)), fileWords(field));
  if ('refused' in answer) return new Refused({ path: [field], words: answer.refused });
  const { shape, type, sha256 } = answer.content;
  return { ...parseArrayReference(reference)!, shape, type, sha256 };
}
