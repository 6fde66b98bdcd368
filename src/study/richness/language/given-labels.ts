import { fileBeside } from '../../../scenario/file-beside.ts';
import type { ArrayAccess } from '../../../scenario/kind.ts';
import { richnessComplaint } from '../../../scenario/richness-messages.ts';
import { Refused } from '../../kernel/language/refused.ts';
import type { GivenArray } from '../richness-scenario.ts';
import { fileWords, givenArray } from './given-array.ts';

const mostClasses = 65_536;

/** Labels in their file: whole numbers of at least two classes, one for every row. Complaints are about the field itself. */
export async function givenLabels(reference: string, access: ArrayAccess | undefined): Promise<GivenArray | Refused> {
  const array = await givenArray('labels', reference, access);
  if (array instanceof Refused) return array;
  const { shape } = array;
  if (shape[1] !== 1) return new Refused({ path: [], words: richnessComplaint.labelShape(shape) });
  const read = await fileBeside(reference, (name) => access!.numbers(name), fileWords('labels'));
  if ('refused' in read) return new Refused({ path: [], words: read.refused });
  const { data } = read.content;
  const row = data.findIndex((value) => !Number.isSafeInteger(value));
  if (row >= 0) return new Refused({ path: [], words: richnessComplaint.labelValue(data[row]!, row) });
  const classes = new Set(data).size;
  if (classes === 1) return new Refused({ path: [], words: richnessComplaint.oneClass(data[0]!) });
  if (classes > mostClasses)
    return new Refused({ path: [], words: richnessComplaint.manyClasses(mostClasses, classes) });
  return array;
}
