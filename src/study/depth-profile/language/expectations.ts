import type { Draft } from '../../../scenario/kind.ts';
import { profileComplaint } from '../../../scenario/profile-messages.ts';
import { nearest } from '../../../scenario/suggest.ts';
import type { Expectation, ProfileStream } from '../depth-scenario.ts';
import { componentOf, rankNames } from '../quantities.ts';
import type { DepthFields } from './depth-schema.ts';

/** What is expected of the numbers, each of a layer or transition that a stream has; null where one is refused. */
export function resolveExpectations(
  refuse: Draft['refuse'],
  expect: NonNullable<DepthFields['expect']>,
  streams: readonly ProfileStream[],
): Expectation[] | null {
  const known = new Set(streams.flatMap((stream) => componentsOf(stream, streams.length > 1)));
  const quantities = [...rankNames, 'drift', 'orderParameter'];
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

function componentsOf(stream: ProfileStream, several: boolean): string[] {
  const label = several ? stream.label : '';
  const scopes = 'positions' in stream && stream.positions !== null ? (['', 'pooled'] as const) : ([''] as const);
  return scopes.flatMap((scope) =>
    Array.from({ length: stream.layers }, (_, layer) => [
      ...rankNames.map((rank) => `${rank} ${componentOf(label, scope, String(layer))}`),
      `drift ${componentOf(label, scope, `${layer},${layer + 1}`)}`,
    ])
      .flat()
      .concat(`orderParameter ${componentOf(label, scope, '')}`),
  );
}
