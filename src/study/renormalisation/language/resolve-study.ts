import type * as z from 'zod';
import type { Draft } from '../../../scenario/kind.ts';
import { renormalisationComplaint } from '../../../scenario/renormalisation-messages.ts';
import { maskedCount } from '../../../theory/renormalisation/masked-floor.ts';
import { seedsOf } from '../../repetition-seeds.ts';
import {
  type MeasureChoice,
  type MixingName,
  measuredPositions,
  type RenormalisationScenario,
  type SequenceChoice,
  type StackChoice,
  type Variant,
} from '../renormalisation-scenario.ts';
import type { sharedFields } from './fields.ts';
import type { RenormalisationFields } from './renormalisation-schema.ts';
import type { ResolvedChain } from './resolve-chain.ts';

type Refuse = Draft['refuse'];

/** Valid fields of a scenario of either kind. */
export type StudyFields = {
  readonly [Name in Exclude<keyof typeof sharedFields, 'quick'>]: z.output<(typeof sharedFields)[Name]>;
} & {
  readonly kind: RenormalisationScenario['kind'];
  readonly network: Omit<RenormalisationFields['network'], 'layers' | 'mixing'>;
};

/** Every value of what a sweep may run over. */
export interface StudyAxes {
  readonly mixing: readonly MixingName[];
  readonly layers: readonly number[];
  readonly chains: readonly ResolvedChain[];
}

const hiddenPerWidth = 4;
const hiddenPerToken = 2;
/** Most networks in one study. */
const mostNetworks = 2000;

/** Completes a study and checks what its fields mean together; null where something is refused. */
export async function resolveStudy(
  refuse: Refuse,
  fields: StudyFields,
  axes: StudyAxes,
): Promise<RenormalisationScenario | null> {
  let good = true;
  const complain: Refuse = (...complaint) => {
    good = false;
    refuse(...complaint);
  };
  const { format, kind, name, purpose, seed, training } = fields;
  const sequence = sequenceOf(complain, fields.sequence);
  const measure = measureOf(complain, fields.measure, sequence);
  const { radius } = fields.network;
  if (axes.mixing.includes('window') && radius >= sequence.length)
    complain(['network', 'radius'], renormalisationComplaint.windowTooWide(sequence.length, radius));
  if (training.warmUp >= training.steps)
    complain(['training', 'warmUp'], renormalisationComplaint.warmUpTooLong(training.steps, training.warmUp));
  const variants = variantsOf(fields, axes, sequence);
  const networks = variants.length * fields.seeds;
  if (networks > mostNetworks) complain(['seeds'], renormalisationComplaint.tooManyNetworks(mostNetworks, networks));
  if (!good) return null;
  const seeds = await seedsOf(seed, fields.seeds);
  return { format, kind, name, purpose, seed, sequence, training, measure, variants, seeds };
}

function sequenceOf(refuse: Refuse, { length, masked }: StudyFields['sequence']): SequenceChoice {
  const count = maskedCount(length, masked);
  if (count >= length) refuse(['sequence', 'masked'], renormalisationComplaint.allMasked(length, count));
  return { length, masked: count };
}

function measureOf(
  refuse: Refuse,
  { rows: _, ...measure }: StudyFields['measure'],
  sequence: SequenceChoice,
): MeasureChoice {
  const { length } = sequence;
  const { positions, reach } = measure;
  if (positions > length)
    refuse(['measure', 'positions'], renormalisationComplaint.tooManyPositions(length, positions));
  const room = measuredPositions(sequence, measure).map((t) => Math.min(t, length - 1 - t));
  const most = Math.max(...room);
  if (reach > most) refuse(['measure', 'reach'], renormalisationComplaint.reachTooFar(most, reach));
  return measure;
}

function variantsOf({ network, measure }: StudyFields, axes: StudyAxes, { length }: SequenceChoice): Variant[] {
  const { radius, width, hidden = hiddenPerWidth * width, tokenHidden = hiddenPerToken * length, activation } = network;
  return axes.mixing.flatMap((mixing) =>
    axes.layers.flatMap((layers) =>
      axes.chains.map(({ chain, correlationLength }): Variant => {
        const stack: StackChoice = {
          ...{ layers, width, hidden, activation, mixing },
          radius: mixing === 'window' ? radius : 0,
          tokenHidden: mixing === 'token-mixing' ? tokenHidden : 0,
        };
        const label = [
          ...(axes.mixing.length > 1 ? [mixing] : []),
          ...(axes.layers.length > 1 ? [`L = ${layers}`] : []),
          ...(axes.chains.length > 1 ? [`ξ = ${correlationLength}`] : []),
        ].join(', ');
        return {
          label: label === '' ? mixing : label,
          ...{ correlationLength, chain, network: stack, rows: mixing === 'window' ? measure.rows : 'all' },
        };
      }),
    ),
  );
}
