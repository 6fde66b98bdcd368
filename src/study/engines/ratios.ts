import type { Speed } from './clock.ts';
import { ratioOf, type SpeedRow, type Spread } from './comparison.ts';

/** Another library at the same computation, plain, with one thread or as many as it takes. */
export interface PeerRow {
  readonly peer: string;
  readonly version: string;
  readonly activation: string;
  readonly precision: string;
  /** 0 for as many as the library takes. */
  readonly threads: number;
  /** One per round, in millions of updates per second. */
  readonly speeds: readonly Speed[];
}

/** A quotient of two speeds, taken round by round. */
export interface Ratio {
  /** What is divided by what, in words. */
  readonly what: string;
  readonly engine: string;
  readonly precision: string;
  readonly activation: string;
  readonly ratio: Spread;
}

/**
 * What the comparison is for: the price of coupled control variates, the gain of a second worker, and every engine, plain on one
 * worker, beside the reference and beside each peer on one thread in the same precision (processor time).
 */
export function ratiosOf(rows: readonly SpeedRow[], peers: readonly PeerRow[]): Ratio[] {
  const find = (like: Partial<SpeedRow>) =>
    rows.find((row) => Object.entries(like).every(([key, value]) => row[key as keyof SpeedRow] === value));
  const plain = rows.filter(({ coupled, workers }) => !coupled && workers === 1);
  return plain.flatMap((row) => {
    const { engine, precision, activation } = row;
    const own = { engine, precision, activation };
    const named = (what: string, top: readonly number[], bottom: readonly number[] | undefined): Ratio[] =>
      bottom === undefined ? [] : [{ what, ...own, ratio: ratioOf(top, bottom) }];
    const coupled = find({ ...own, coupled: true, workers: 1 });
    const two = find({ ...own, coupled: false, workers: 2 });
    const reference =
      engine === 'reference' ? undefined : find({ engine: 'reference', activation, coupled: false, workers: 1 });
    return [
      ...named('plain / coupled: the price of control variates', of(row), coupled && of(coupled)),
      ...(two ? named('two workers / one', onTheWall(two), onTheWall(row)) : []),
      ...named('engine / reference float64', of(row), reference && of(reference)),
      ...peers
        .filter((peer) => peer.threads === 1 && peer.precision === precision && peer.activation === activation)
        .flatMap((peer) =>
          named(
            `engine / ${peer.peer} ${precision}`,
            of(row),
            peer.speeds.map(({ processor }) => processor),
          ),
        ),
    ];
  });
}

const of = ({ speeds }: SpeedRow) => speeds.map(({ processor }) => processor);
const onTheWall = ({ speeds }: SpeedRow) => speeds.map(({ wall }) => wall);
