import { encodeFloat64, type Float64Text } from '../../../record/float64-text.ts';
import { fileBeside } from '../../../scenario/file-beside.ts';
import { dataComplaint } from '../../../scenario/geodesic-messages.ts';
import type { ArraysReader, NumberArray } from '../../../scenario/kind.ts';
import type { Path } from '../../../scenario/located.ts';
import { complaint } from '../../../scenario/message-catalogue.ts';
import { type FieldComplaint, Refused } from '../../kernel/language/refused.ts';
import type { ResolvedTask } from '../geodesic-scenario.ts';
import { tabulated } from './data-table.ts';
import type { TaskFields } from './task-schema.ts';

type DataField = NonNullable<TaskFields['data']>;
type GivenData = Extract<ResolvedTask, { data: unknown }>['data'];

/** An array as it was given: what to call it, and where. */
interface Given {
  readonly name: string;
  readonly path: Path;
  readonly array: NumberArray;
}

type Part = 'inputs' | 'targets' | 'testInputs' | 'testTargets';
const arrayNames: Readonly<Record<Part, string>> = {
  inputs: 'X',
  targets: 'Y',
  testInputs: 'Xtest',
  testTargets: 'Ytest',
};
const parts = Object.keys(arrayNames) as Part[];

/** How files of data are refused. */
const words = {
  example: 'data: points.npz',
  without: dataComplaint.noFileAccess(),
  unusable: dataComplaint.badFile,
};

/** Inputs and targets of a scenario, read and checked: finite, rectangular, as many targets as inputs. Paths start at `data`. */
export async function givenData(field: DataField, read: ArraysReader | undefined): Promise<GivenData | Refused> {
  const found = typeof field === 'string' ? await fromFile(field, read) : await fromParts(field, read);
  if (found instanceof Refused) return found;
  const wrong = [...found.values()].flatMap(complaintOf);
  if (wrong.length > 0) return new Refused(...wrong);
  const mismatch = mismatchOf(found);
  if (mismatch !== null) return new Refused(mismatch);
  const textOf = (part: Part): Float64Text | null => {
    const given = found.get(part);
    return given ? encodeFloat64(matrixShape(given.array), given.array.data) : null;
  };
  return {
    source: sourceOf(field),
    inputs: textOf('inputs')!,
    targets: textOf('targets')!,
    testInputs: textOf('testInputs'),
    testTargets: textOf('testTargets'),
  };
}

function sourceOf(field: DataField): string {
  if (typeof field === 'string') return field;
  const files = parts.map((part) => field[part]).filter((value) => typeof value === 'string');
  return files.length > 0 ? files.join(', ') : 'the scenario';
}

type Found = ReadonlyMap<Part, Given>;

async function fromFile(file: string, read: ArraysReader | undefined): Promise<Found | Refused> {
  const refuse = (words: FieldComplaint['words']) => new Refused({ path: [], words });
  const answer = await fileBeside(file, read, words);
  if ('refused' in answer) return refuse(answer.refused);
  if (answer.content.has('')) return refuse(dataComplaint.onlyOneArray(file));
  const arrays = file.endsWith('.csv') ? tabulated(answer.content) : answer.content;
  if (arrays instanceof Refused) return arrays;
  const known = Object.values(arrayNames);
  const stranger = [...arrays.keys()].find((name) => !known.includes(name));
  if (stranger !== undefined) return refuse(dataComplaint.unknownArray(known, stranger));
  const found = new Map<Part, Given>();
  for (const part of parts) {
    const name = arrayNames[part];
    const array = arrays.get(name);
    if (array) found.set(part, { name, path: [], array });
    else if (part === 'inputs' || part === 'targets') {
      return refuse(dataComplaint.missingArray(name, [...arrays.keys()]));
    }
  }
  return found;
}

async function fromParts(field: Exclude<DataField, string>, read: ArraysReader | undefined): Promise<Found | Refused> {
  const found = new Map<Part, Given>();
  for (const part of parts) {
    const value = field[part];
    if (value === undefined) continue;
    const array = typeof value === 'string' ? await oneArray(value, read) : fromPoints(value);
    if (array instanceof Refused) {
      return new Refused(...array.complaints.map(({ path, words }) => ({ path: [part, ...path], words })));
    }
    found.set(part, { name: part, path: [part], array });
  }
  return found;
}

async function oneArray(file: string, read: ArraysReader | undefined): Promise<NumberArray | Refused> {
  const answer = await fileBeside(file, read, { ...words, example: 'inputs: x.npy' });
  if ('refused' in answer) return new Refused({ path: [], words: answer.refused });
  return answer.content.get('') ?? new Refused({ path: [], words: dataComplaint.notAnArray(file) });
}

function fromPoints(points: readonly (readonly number[])[]): NumberArray | Refused {
  const columns = points[0]!.length;
  const row = points.findIndex((point) => point.length !== columns);
  if (row >= 0) return new Refused({ path: [row], words: complaint.ragged(columns, row, points[row]!.length) });
  return { shape: [points.length, columns], data: Float64Array.from(points.flat()) };
}

/** A list of numbers is points of one coordinate. */
function matrixShape({ shape }: NumberArray): [rows: number, columns: number] {
  return [shape[0]!, shape[1] ?? 1];
}

function complaintOf({ name, path, array }: Given): FieldComplaint[] {
  const { shape, data } = array;
  if (shape.length < 1 || shape.length > 2 || data.length === 0) {
    return [{ path, words: dataComplaint.shape(name, 'points x coordinates', shape) }];
  }
  const [, columns] = matrixShape(array);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return [];
  const [row, column] = [Math.floor(bad / columns), bad % columns];
  return [{ path, words: dataComplaint.notFinite(name, data[bad]!, row, column) }];
}

/** The first disagreement: points of inputs and targets, then coordinates of training and testing. */
function mismatchOf(found: Found): FieldComplaint | null {
  const [inputs, targets] = [found.get('inputs')!, found.get('targets')!];
  const [testInputs, testTargets] = [found.get('testInputs'), found.get('testTargets')];
  const alone = testInputs && !testTargets ? testInputs : testTargets && !testInputs ? testTargets : null;
  if (alone !== null) {
    const missing = alone === testInputs ? 'testTargets' : 'testInputs';
    const name = alone.path.length === 0 ? arrayNames[missing] : missing;
    return { path: alone.path, words: dataComplaint.halfTest(alone.name, name) };
  }
  const pairs: [axis: 0 | 1, first: Given | undefined, second: Given | undefined][] = [
    [0, inputs, targets],
    [0, testInputs, testTargets],
    [1, inputs, testInputs],
    [1, targets, testTargets],
  ];
  for (const [axis, first, second] of pairs) {
    if (!first || !second) continue;
    const [size, came] = [matrixShape(first.array)[axis], matrixShape(second.array)[axis]];
    const what = axis === 0 ? 'points' : 'coordinates';
    if (size !== came) {
      return { path: second.path, words: dataComplaint.mismatch(what, first.name, size, second.name, came) };
    }
  }
  return null;
}
