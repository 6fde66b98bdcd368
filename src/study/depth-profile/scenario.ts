import { type Draft, type ScenarioKind, validOrUndefined } from '../../scenario/kind.ts';
import { profileComplaint } from '../../scenario/profile-messages.ts';
import { orRefuse } from '../kernel/language/refused.ts';
import type { DepthProfileScenario, ProfileStream, SampledStream } from './depth-scenario.ts';
import { depthSchema, type StreamFields } from './language/depth-schema.ts';
import { resolveExpectations } from './language/expectations.ts';
import { fileStream } from './language/file-stream.ts';
import { randomStream } from './language/random-stream.ts';
import { recordStream } from './language/record-stream.ts';

/** Blocks for standard errors where there are samples enough. */
const usualBlocks = 20;

/** The language of depth profiles. */
export const depthProfileKind: ScenarioKind<DepthProfileScenario> = {
  kind: 'depth-profile',
  summary:
    'effective ranks and drift along depth: of saved streams, geodesics, kernels and random networks, side by side',
  schema: depthSchema,
  resolve: resolveDepthProfile,
};

/** Checks what the schema cannot (files, their shapes, records, labels) and fills in what follows from them. */
async function resolveDepthProfile(draft: Draft): Promise<DepthProfileScenario | null> {
  const { shape } = depthSchema;
  const fields = validOrUndefined(shape.streams, draft.value['streams']);
  const streams = fields ? await resolveStreams(draft, fields) : null;
  const whole = validOrUndefined(depthSchema, draft.value);
  if (!whole || !streams) return null;
  const least = Math.min(...streams.filter(isSampled).map(({ samples }) => samples));
  const samples = whole.samples ?? null;
  if (samples !== null && samples > least) {
    draft.refuse(['samples'], profileComplaint.moreSamples(least, samples));
    return null;
  }
  const used = Math.min(least, samples ?? least);
  const most = Math.floor(used / 2);
  if (whole.blocks !== 'auto' && whole.blocks > most) {
    draft.refuse(['blocks'], profileComplaint.manyBlocks(most, used, whole.blocks));
    return null;
  }
  const expect = resolveExpectations(draft.refuse, whole.expect ?? [], streams);
  if (!expect) return null;
  const { format, kind, name, purpose, seed, centred, plateau, richness } = whole;
  return {
    ...{ format, kind, name, purpose, seed, streams, centred, samples },
    blocks: whole.blocks === 'auto' ? Math.min(usualBlocks, most) : whole.blocks,
    ...{ plateau, richness },
    costOfIdentity: whole.costOfIdentity ?? null,
    expect,
  };
}

/** Whether the samples of a stream are read from files. */
export function isSampled(stream: ProfileStream): stream is SampledStream {
  return stream.from === 'file' || stream.from === 'geodesic';
}

async function resolveStreams(draft: Draft, fields: readonly StreamFields[]): Promise<ProfileStream[] | null> {
  const streams: ProfileStream[] = [];
  let good = true;
  for (const [i, one] of fields.entries()) {
    const stream = orRefuse(draft, ['streams', i], await streamOf(draft, one));
    good &&= stream !== null;
    if (!stream) continue;
    if (streams.some(({ label }) => label === stream.label)) {
      draft.refuse(['streams', i, 'label'], profileComplaint.sameLabel(stream.label));
      good = false;
    }
    streams.push(stream);
  }
  return good ? streams : null;
}

function streamOf({ arrays, records }: Draft, fields: StreamFields) {
  if ('file' in fields) return fileStream(fields, arrays);
  return 'record' in fields ? recordStream(fields, records) : randomStream(fields);
}
