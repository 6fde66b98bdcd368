import { fileBeside } from '../../../scenario/file-beside.ts';
import type { Complaint } from '../../../scenario/issue.ts';
import type { ArrayAccess } from '../../../scenario/kind.ts';
import { profileComplaint } from '../../../scenario/profile-messages.ts';
import { Refused } from '../../kernel/language/refused.ts';
import type { StreamArray } from '../depth-scenario.ts';
import { fileWords, streamArray } from './stream-array.ts';

/** The arrays of a pattern with one *, by the last number in what stands for it: layer-2 before layer-10. */
export async function layerFiles(pattern: string, access: ArrayAccess | undefined): Promise<StreamArray[] | Refused> {
  const file = pattern.replace(/(\.npz):[^:/\\]*$/, '$1');
  if (pattern.split('*').length !== 2 || !file.includes('*')) return refuse(profileComplaint.notOneStar(pattern));
  const answer = await fileBeside(file, access && ((name) => access.match(name)), fileWords('file'));
  if ('refused' in answer) return refuse(answer.refused);
  const name = (text: string) => pattern.replace('*', text);
  const found: { text: string; layer: number }[] = [];
  for (const text of answer.content) {
    const number = /(\d{1,15})\D*$/.exec(text)?.[1];
    if (number === undefined) return refuse(profileComplaint.noLayer(name(text)));
    found.push({ text, layer: Number(number) });
  }
  if (found.length < 2) return refuse(profileComplaint.noMatch(pattern, found[0] && name(found[0].text)));
  found.sort((a, b) => a.layer - b.layer);
  const twice = found.findIndex(({ layer }, i) => i > 0 && layer === found[i - 1]!.layer);
  if (twice > 0) {
    const [first, second] = [found[twice - 1]!, found[twice]!];
    return refuse(profileComplaint.sameLayer(second.layer, name(first.text), name(second.text)));
  }
  const arrays: StreamArray[] = [];
  for (const { text } of found) {
    const array = await streamArray('file', name(text), access);
    if (array instanceof Refused) return array;
    arrays.push(array);
  }
  return arrays;
}

function refuse(words: Complaint): Refused {
  return new Refused({ path: ['file'], words });
}
