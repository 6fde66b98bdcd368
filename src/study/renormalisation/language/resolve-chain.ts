import type * as z from 'zod';
import { fileBeside } from '../../../scenario/file-beside.ts';
import type { Draft } from '../../../scenario/kind.ts';
import { renormalisationComplaint } from '../../../scenario/renormalisation-messages.ts';
import { chainSpectrum } from '../../../theory/renormalisation/chain-spectrum.ts';
import { RenormalisationError } from '../../../theory/renormalisation/renormalisation-error.ts';
import { chainOfChoice } from '../chain-of-choice.ts';
import type { ChainChoice } from '../renormalisation-scenario.ts';
import { type chain, mostStates } from './fields.ts';

export type ChainFields = z.output<typeof chain>;

/** A chain with its correlation length. */
export interface ResolvedChain {
  readonly chain: ChainChoice;
  readonly correlationLength: number;
}

const usualStates = 16;

/** The chain of a law at each correlation length; an empty list where one is refused, at `places` one by one. */
export function resolveLaws(
  refuse: Draft['refuse'],
  { law = 'equal-mixing', states = usualStates }: ChainFields,
  lengths: readonly number[],
  place: (index: number) => readonly (string | number)[],
): ResolvedChain[] {
  const chains = lengths.flatMap((correlationLength, i): ResolvedChain[] => {
    const choice: ChainChoice = { law, states, correlationLength };
    return tried(refuse, place(i), choice) ? [{ chain: choice, correlationLength }] : [];
  });
  return chains.length === lengths.length ? chains : [];
}

/** The chain that a transition matrix is, as rows or in a file; null where it is refused. */
export async function resolveMatrix(draft: Draft, fields: ChainFields): Promise<ResolvedChain | null> {
  const path = ['chain', 'matrix'];
  let good = true;
  for (const field of ['law', 'states', 'correlationLength'] as const) {
    if (fields[field] === undefined) continue;
    good = false;
    draft.refuse(['chain', field], renormalisationComplaint.matrixAlone(field));
  }
  const rows = await rowsOf(draft, path, fields.matrix!);
  if (!rows || !good) return null;
  const choice: ChainChoice = { law: 'matrix', transition: rows };
  if (!tried(draft.refuse, path, choice)) return null;
  const { correlationLength } = await chainSpectrum(chainOfChoice(choice));
  return { chain: choice, correlationLength };
}

async function rowsOf(
  draft: Draft,
  path: readonly string[],
  matrix: NonNullable<ChainFields['matrix']>,
): Promise<readonly (readonly number[])[] | null> {
  if (typeof matrix !== 'string') return matrix;
  const read = await fileBeside(matrix, draft.readPoints, {
    example: 'chain: {matrix: transition.npy}',
    without: renormalisationComplaint.noFileAccess(),
    unusable: renormalisationComplaint.badMatrixFile,
  });
  if ('refused' in read) {
    draft.refuse(path, read.refused);
    return null;
  }
  const { shape, data } = read.content;
  const [states = 0, columns = 0] = shape;
  if (shape.length !== 2 || states !== columns || states === 0) {
    draft.refuse(path, renormalisationComplaint.matrixShape(shape));
    return null;
  }
  if (states > mostStates) {
    draft.refuse(path, renormalisationComplaint.matrixTooLarge(mostStates, states));
    return null;
  }
  return Array.from({ length: states }, (_, i) => Array.from(data.subarray(i * states, (i + 1) * states)));
}

function tried(refuse: Draft['refuse'], path: readonly (string | number)[], choice: ChainChoice): boolean {
  try {
    chainOfChoice(choice);
    return true;
  } catch (error) {
    if (!(error instanceof RenormalisationError)) throw error;
    refuse(path, renormalisationComplaint.badChain(error.message));
    return false;
  }
}
