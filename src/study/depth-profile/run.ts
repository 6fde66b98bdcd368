import type { NpyArray } from '../../record/npy.ts';
import type { StudyHost, StudyResult, StudyStopped } from '../host.ts';
import type { DepthProfileScenario, ProfileStream } from './depth-scenario.ts';
import { kernelProfile } from './kernel-profile.ts';
import { present } from './presentation/present.ts';
import type { StreamResult } from './profile.ts';
import { profileNotes } from './profile-notes.ts';
import { profileRows } from './profile-rows.ts';
import { profileVerdicts } from './profile-verdicts.ts';
import { randomProfile } from './random-profile.ts';
import { readProfile } from './reading/read-profile.ts';
import { recordedProfile } from './recorded-profile.ts';

export { present };

/** Every stream of a scenario, measured. @throws DataError for streams that cannot be used */
export async function run(
  scenario: DepthProfileScenario,
  digest: string,
  host: StudyHost,
): Promise<StudyResult | StudyStopped> {
  const results: StreamResult[] = [];
  const seconds: Record<string, number> = {};
  for (const stream of scenario.streams) {
    const began = host.now();
    const result = await profileOf(stream, scenario, host);
    if (result === null) return stopped;
    results.push(result);
    seconds[stream.label] = host.now() - began;
  }
  const quantities = profileRows(results, scenario);
  return {
    summary: {
      name: scenario.name,
      kind: scenario.kind,
      digest,
      quantities,
      verdicts: profileVerdicts(scenario, quantities),
      notes: profileNotes(results, scenario),
    },
    provenance: {
      centred: scenario.centred,
      blocks: scenario.blocks,
      streams: {
        seed: scenario.seed,
        generator: 'Philox4x32-10',
        address: '(seed, purpose, network): samples dealt out to blocks; inputs and weights of random networks',
        purposes: ['row-blocks', 'data-inputs', 'random-stack'],
      },
    },
    arrays: positionArrays(results),
    seconds,
    interrupted: null,
  };
}

function profileOf(
  stream: ProfileStream,
  scenario: DepthProfileScenario,
  host: StudyHost,
): Promise<StreamResult | null> {
  const { centred } = scenario;
  if (stream.from === 'kernel') return Promise.resolve(kernelProfile(stream, centred, host));
  if (stream.from === 'record') return recordedProfile(stream, host);
  if (stream.from === 'random') return randomProfile(stream, scenario, host);
  return readProfile(stream, scenario, host);
}

/** Of streams with positions: `LABEL.positions`, and by layer or transition and position `LABEL.effectiveRank`, `LABEL.drift`. */
function positionArrays(results: readonly StreamResult[]): Map<string, NpyArray> {
  const arrays = new Map<string, NpyArray>();
  for (const { label, positions: table } of results) {
    if (!table) continue;
    const { positions, effectiveRank, drift } = table;
    const count = positions.length;
    arrays.set(`${label}.positions`, { shape: [count], data: Int32Array.from(positions) });
    arrays.set(`${label}.effectiveRank`, { shape: [effectiveRank.length / count, count], data: effectiveRank });
    arrays.set(`${label}.drift`, { shape: [drift.length / count, count], data: drift });
  }
  return arrays;
}

const stopped: StudyStopped = {
  stopped: 'stopped before everything was measured; nothing was written. Run the same command again.',
};
