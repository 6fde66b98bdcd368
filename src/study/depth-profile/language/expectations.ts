import type { Draft } from '../../../scenario/kind.ts';
import { profileComplaint } from '../../../scenario/profile-messages.ts';
import { nearest } from '../../../scenario/suggest.ts';
import type { Expectation, ProfileStream } from '../depth-scenario.ts';
import { componentOf, quantityName, rankNames } from '../quantities.ts';
import type { DepthFields } from './depth-schema.ts';

const scopesOfPositions = ['', 'pooled'] as const;

/** What is expected of the numbers, each of a layer or transition that a stream has; null where one is refused. */
export function resolveExpectations(
  refuse: Draft['refuse'],
  expect: NonNullable<DepthFields['expect']>,
  streams: readonly ProfileStream[],
): Expectation[] | null {
  const known = new Set(streams.flatMap((stream) => componentsOf(stream, streams.length > 1)));
  const quantities = [...new Set([...known].map((one) => one.split(' ', 1)[0]!))];
  let good = true;
  const wrong = (i: number, field: string, words: Parameters<Draft['refuse']>[1]) => {
    good = false;
    refuse(['expect', i, field], words);
  };
  for (const [i, { quantity, component }] of expect.entries()) {
    if (!quantities.includes(quantity))
      wrong(i, 'quantity', profileComplaint.unknownQuantity(quantities, quantity, nearest(quantity, quantities)));
    else if (!known.has(`${quantity} ${component}`))
      wrong(i, 'component', profileComplaint.unknownComponent(quantity, component));
  }
  return good ? [...expect] : null;
}

/** Every "quantity component" that may be expected of a stream. */
function componentsOf(stream: ProfileStream, several: boolean): string[] {
  const label = several ? stream.label : '';
  const scopes = 'positions' in stream && stream.positions !== null ? scopesOfPositions : (['' as const] as const);
  return scopes.flatMap((scope) => [
    `${quantityName(scope, 'orderParameter')} ${componentOf(label, '')}`,
    ...Array.from({ length: stream.layers }, (_, layer) => [
      ...rankNames.map((rank) => `${quantityName(scope, rank)} ${componentOf(label, String(layer))}`),
      ...(layer > 0 ? [`${quantityName(scope, 'drift')} ${componentOf(label, `${layer - 1},${layer}`)}`] : []),
    ]).flat(),
  ]);
}
