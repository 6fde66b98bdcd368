import { readRecord } from '../../record/read.ts';
import type { StudyHost } from '../host.ts';
import { DataError } from '../richness/data-error.ts';
import type { RecordedStream } from './depth-scenario.ts';
import type { DepthProfile, ProfileNumber, StreamResult } from './profile.ts';
import { quantityName, type RankQuantity, rankNames, type Scope } from './quantities.ts';
import { type RecordedProfile, recordedProfiles } from './recorded-profiles.ts';
import { turningWithErrors } from './turning-errors.ts';

/** The numbers that another study wrote into its record. @throws DataError where they are no longer there */
export async function recordedProfile(
  { label, record, profile, layers, depths }: RecordedStream,
  host: Pick<StudyHost, 'locate'>,
): Promise<StreamResult> {
  const { rows } = await readRecord(host.locate?.(record.folder) ?? record.folder);
  const profiles = recordedProfiles(rows);
  const found = profiles.find(({ name }) => name === profile);
  if (!found) throw new DataError(`${record.folder}: expected the profile ${JSON.stringify(profile)}, came none.`);
  const pooled = found.rows.has(`${quantityName('pooled', 'effectiveRank')} 0`);
  return {
    label,
    depths,
    profiles: [profileOf(found, depths, ''), ...(pooled ? [profileOf(found, depths, 'pooled')] : [])],
    more: Object.fromEntries(
      (['D_LR', 'coi'] as const).flatMap((quantity) => {
        const numbers = numbersOf(found, quantity, layers);
        return numbers ? [[quantity, numbers]] : [];
      }),
    ),
    notes: [],
  };
}

function profileOf(found: RecordedProfile, depths: readonly number[], scope: Scope): DepthProfile {
  const layers = depths.length;
  const none = { value: Number.NaN, error: Number.NaN };
  const ranks = Object.fromEntries(
    rankNames.map((rank) => [
      rank,
      numbersOf(found, quantityName(scope, rank), layers) ?? new Array<ProfileNumber>(layers).fill(none),
    ]),
  ) as Record<RankQuantity, ProfileNumber[]>;
  const drift = Array.from({ length: layers - 1 }, (_, layer) =>
    found.rows.get(`${quantityName(scope, 'drift')} ${layer},${layer + 1}`),
  );
  const known = drift.every((row) => row !== undefined) ? drift.map(({ value, error }) => ({ value, error })) : [];
  const [first, last] = [ranks.effectiveRank[0]!, ranks.effectiveRank.at(-1)!];
  return {
    scope,
    ranks,
    drift: known,
    turning: known.length > 0 ? turningWithErrors(depths, known) : null,
    orderParameter: { value: first.value - last.value, error: Math.hypot(first.error, last.error) },
  };
}

function numbersOf(found: RecordedProfile, quantity: string, layers: number): ProfileNumber[] | null {
  const rows = Array.from({ length: layers }, (_, layer) => found.rows.get(`${quantity} ${layer}`));
  return rows.every((row) => row !== undefined) ? rows.map(({ value, error }) => ({ value, error })) : null;
}
