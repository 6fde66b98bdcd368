import { type Draft, type ScenarioKind, validOrUndefined } from '../../scenario/kind.ts';
import { renormalisationComplaint } from '../../scenario/renormalisation-messages.ts';
import { renormalisationSchema } from './language/renormalisation-schema.ts';
import { type ChainFields, type ResolvedChain, resolveLaws, resolveMatrix } from './language/resolve-chain.ts';
import { resolveStudy } from './language/resolve-study.ts';
import type { RenormalisationScenario } from './renormalisation-scenario.ts';

/** The language of studies of one residual stack on one chain. */
export const renormalisationKind: ScenarioKind<RenormalisationScenario> = {
  kind: 'renormalisation',
  summary: 'ranks, drift and decodability along the residual stream of a stack trained on a Markov chain',
  schema: renormalisationSchema,
  resolve: resolveRenormalisation,
};

async function resolveRenormalisation(draft: Draft): Promise<RenormalisationScenario | null> {
  const fields = validOrUndefined(renormalisationSchema.shape.chain, draft.value['chain']);
  const chains = fields ? await resolveOneChain(draft, fields) : [];
  const whole = validOrUndefined(renormalisationSchema, draft.value);
  if (!whole) return null;
  const { layers, mixing, ...network } = whole.network;
  const study = await resolveStudy(draft.refuse, { ...whole, network }, { mixing: [mixing], layers: [layers], chains });
  return chains.length > 0 ? study : null;
}

async function resolveOneChain(draft: Draft, fields: ChainFields): Promise<ResolvedChain[]> {
  if (fields.matrix !== undefined) {
    const chain = await resolveMatrix(draft, fields);
    return chain ? [chain] : [];
  }
  if (fields.correlationLength === undefined) {
    draft.refuse(['chain'], renormalisationComplaint.noCorrelationLength());
    return [];
  }
  return resolveLaws(draft.refuse, fields, [fields.correlationLength], () => ['chain', 'correlationLength']);
}
