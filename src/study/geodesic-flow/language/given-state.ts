import { encodeFloat64 } from '../../../record/float64-text.ts';
import { fileBeside } from '../../../scenario/file-beside.ts';
import { dataComplaint, flowComplaint } from '../../../scenario/geodesic-messages.ts';
import type { ArraysReader, NumberArray } from '../../../scenario/kind.ts';
import type { Path } from '../../../scenario/located.ts';
import { complaint } from '../../../scenario/message-catalogue.ts';
import { type FieldComplaint, Refused } from '../../kernel/language/refused.ts';
import type { FlowInitial } from '../flow-scenario.ts';
import type { FlowFields } from './flow-schema.ts';

/** Most numbers in A and B together: 8 MB. */
const mostNumbers = 1_000_000;

/** (A_0, B_0) read and checked: rectangular, finite, of the model's width. Paths start at `initial`. */
export async function givenState(
  initial: FlowFields['initial'],
  width: number,
  read: ArraysReader | undefined,
): Promise<FlowInitial | Refused> {
  if ('random' in initial) {
    const numbers = 2 * width * initial.random.points;
    if (numbers <= mostNumbers) return initial;
    return new Refused({ path: ['random', 'points'], words: flowComplaint.tooLarge(mostNumbers, numbers) });
  }
  const arrays = 'file' in initial ? await fromFile(initial.file, read) : fromRows(initial);
  if (arrays instanceof Refused) return arrays;
  const placeOf = (name: 'A' | 'B') => ('file' in initial ? ['file'] : [name]);
  for (const name of ['A', 'B'] as const) {
    const words = wrongWith(name, arrays[name], width);
    if (words !== null) return new Refused({ path: placeOf(name), words });
  }
  const { A, B } = arrays;
  const [columns, came] = [A.shape[1]!, B.shape[1]!];
  if (columns !== came) return new Refused({ path: placeOf('B'), words: flowComplaint.points(columns, came) });
  const numbers = A.data.length + B.data.length;
  if (numbers > mostNumbers) {
    return new Refused({ path: placeOf('A'), words: flowComplaint.tooLarge(mostNumbers, numbers) });
  }
  return {
    source: 'file' in initial ? initial.file : 'the scenario',
    A: encodeFloat64([width, columns], A.data),
    B: encodeFloat64([width, columns], B.data),
  };
}

type State = Readonly<Record<'A' | 'B', NumberArray>>;

async function fromFile(file: string, read: ArraysReader | undefined): Promise<State | Refused> {
  const refuse = (words: FieldComplaint['words']) => new Refused({ path: ['file'], words });
  const answer = await fileBeside(file, read, {
    example: 'initial: {file: state.npz}',
    without: dataComplaint.noFileAccess(),
    unusable: flowComplaint.badFile,
  });
  if ('refused' in answer) return refuse(answer.refused);
  const [A, B] = [answer.content.get('A'), answer.content.get('B')];
  const names = [...answer.content.keys()].map((name) => name || 'one array without a name');
  return A && B ? { A, B } : refuse(flowComplaint.badFile(`arrays named ${names.join(', ')}`));
}

function fromRows(rows: { readonly A: readonly number[][]; readonly B: readonly number[][] }): State | Refused {
  for (const name of ['A', 'B'] as const) {
    const columns = rows[name][0]!.length;
    const row = rows[name].findIndex((one) => one.length !== columns);
    const path: Path = [name, row];
    if (row >= 0) return new Refused({ path, words: complaint.ragged(columns, row, rows[name][row]!.length) });
  }
  const arrayOf = (given: readonly number[][]) => ({
    shape: [given.length, given[0]!.length],
    data: Float64Array.from(given.flat()),
  });
  return { A: arrayOf(rows.A), B: arrayOf(rows.B) };
}

function wrongWith(name: 'A' | 'B', { shape, data }: NumberArray, width: number): FieldComplaint['words'] | null {
  if (shape.length !== 2 || data.length === 0) return dataComplaint.shape(name, 'neurons x points', shape);
  if (shape[0] !== width) return flowComplaint.neurons(name, width, shape[0]!);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return null;
  return dataComplaint.notFinite(name, data[bad]!, Math.floor(bad / shape[1]!), bad % shape[1]!);
}
