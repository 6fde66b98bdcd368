import { type Draft, type ScenarioKind, validOrUndefined } from '../../scenario/kind.ts';
import { renormalisationComplaint } from '../../scenario/renormalisation-messages.ts';
import { sweepComplaint } from '../../scenario/sweep-messages.ts';
import { usualLayers } from '../renormalisation/language/fields.ts';
import { resolveLaws } from '../renormalisation/language/resolve-chain.ts';
import { resolveStudy } from '../renormalisation/language/resolve-study.ts';
import type { RenormalisationScenario } from '../renormalisation/renormalisation-scenario.ts';
import { renormalisationSweepSchema } from './sweep-schema.ts';

/** The language of sweeps over correlation length, mixing and depth. */
export const renormalisationSweepKind: ScenarioKind<RenormalisationScenario> = {
  kind: 'renormalisation-sweep',
  summary: 'is rank collapse selective? residual streams over correlation length, mixing and depth',
  schema: renormalisationSweepSchema,
  resolve: resolveSweep,
};

async function resolveSweep(draft: Draft): Promise<RenormalisationScenario | null> {
  const { shape } = renormalisationSweepSchema;
  const { refuse } = draft;
  const sweep = validOrUndefined(shape.sweep, draft.value['sweep']);
  const network = validOrUndefined(shape.network, draft.value['network']);
  const chain = validOrUndefined(shape.chain, draft.value['chain']);
  let good = true;
  const complain: Draft['refuse'] = (...complaint) => {
    good = false;
    refuse(...complaint);
  };
  /** Every value of a field that is given in one of two places. */
  const values = <Value>(
    field: 'mixing' | 'layers',
    swept: readonly Value[] | undefined,
    given: Value | undefined,
  ): readonly Value[] | undefined => {
    if (swept && given !== undefined) complain(['network', field], sweepComplaint.sweptTwice(field));
    return swept ?? (given === undefined ? undefined : [given]);
  };
  if (sweep) {
    ascending(complain, 'correlationLength', sweep.correlationLength);
    ascending(complain, 'layers', sweep.layers ?? []);
    for (const [i, name] of (sweep.mixing ?? []).entries()) {
      if (sweep.mixing!.indexOf(name) < i) complain(['sweep', 'mixing', i], renormalisationComplaint.twice(name));
    }
  }
  const mixing = values('mixing', sweep?.mixing, network?.mixing);
  if (sweep && network && !mixing) complain(['network'], sweepComplaint.notGiven('mixing'));
  const layers = values('layers', sweep?.layers, network?.layers) ?? [usualLayers];
  if (chain?.matrix !== undefined) complain(['chain', 'matrix'], renormalisationComplaint.matrixSwept());
  if (chain?.correlationLength !== undefined)
    complain(['chain', 'correlationLength'], sweepComplaint.sweptTwice('correlationLength'));
  const chains =
    chain && sweep && good
      ? resolveLaws(complain, chain, sweep.correlationLength, (i) => ['sweep', 'correlationLength', i])
      : [];
  const whole = validOrUndefined(renormalisationSweepSchema, draft.value);
  if (!whole) return null;
  const study = await resolveStudy(refuse, whole, { mixing: mixing ?? [], layers, chains });
  return good ? study : null;
}

function ascending(refuse: Draft['refuse'], field: string, values: readonly number[]): void {
  for (const [i, value] of values.entries()) {
    if (i > 0 && value <= values[i - 1]!)
      refuse(['sweep', field, i], renormalisationComplaint.notAscending(values[i - 1]!, value));
  }
}
