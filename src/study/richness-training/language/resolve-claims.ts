import type * as z from 'zod';
import type { Draft } from '../../../scenario/kind.ts';
import { nearest } from '../../../scenario/suggest.ts';
import { trainingComplaint } from '../../../scenario/training-messages.ts';
import type { QuantityName } from '../quantities.ts';
import type { Claim, RichnessTrainingScenario, Variant } from '../training-scenario.ts';
import type { claimsSchema } from './claims-schema.ts';

type ClaimFields = z.output<typeof claimsSchema>[number];
type Study = Pick<RichnessTrainingScenario, 'variants' | 'conditions' | 'sweep'>;

/** Completes the claims and checks that what they name is there; claims that are refused are left out. */
export function resolveClaims(refuse: Draft['refuse'], claims: readonly ClaimFields[], study: Study): Claim[] {
  return claims.flatMap((claim, at): Claim[] => {
    let good = true;
    const [form] = Object.keys(claim);
    const complain: Draft['refuse'] = (path, words) => {
      good = false;
      refuse(['claims', at, form!, ...path], words);
    };
    const resolved = resolveClaim(complain, claim, study);
    return good ? [resolved] : [];
  });
}

function resolveClaim(refuse: Draft['refuse'], claim: ClaimFields, study: Study): Claim {
  const { variants, conditions } = study;
  const labels = variants.map(({ label }) => label);
  const one = (field: string, name: string | undefined, of: readonly string[]): string => {
    if (name === undefined && of.length === 1) return of[0]!;
    if (name === undefined) refuse([field], trainingComplaint.whichVariant(of));
    else if (!of.includes(name)) refuse([field], trainingComplaint.unknownVariant(of, name, nearest(name, of)));
    return name ?? '';
  };
  const quantity = (name: QuantityName, field = 'quantity') => {
    const classes = name === 'NC1' || name === 'NC2' || name.endsWith('Accuracy');
    if (classes && variants.some(({ task }) => 'linearTeacher' in task))
      refuse([field], trainingComplaint.noLabels(name));
    return name;
  };
  const swept = () => {
    if (study.sweep === null) refuse([], trainingComplaint.noSweep());
  };
  if ('grokking' in claim) {
    const { of, ...thresholds } = claim.grokking;
    quantity('trainAccuracy', 'train');
    return { grokking: { of: one('of', of, labels), ...thresholds } };
  }
  if ('ratio' in claim) {
    const { of, to, quantity: name, atLeast } = claim.ratio;
    return { ratio: { quantity: quantity(name), of: one('of', of, labels), to: one('to', to, labels), atLeast } };
  }
  if ('comparable' in claim) {
    const { of, to, quantity: name, within } = claim.comparable;
    return { comparable: { quantity: quantity(name), of: one('of', of, labels), to: one('to', to, labels), within } };
  }
  if ('monotone' in claim) {
    const { of, quantity: name, direction } = claim.monotone;
    swept();
    return { monotone: { quantity: quantity(name), direction, of: one('of', of, conditions) } };
  }
  if ('best' in claim) {
    const { of, quantity: name, with: other } = claim.best;
    swept();
    return { best: { quantity: quantity(name), with: quantity(other, 'with'), of: one('of', of, conditions) } };
  }
  if ('bound' in claim) {
    const { of, quantity: name, atLeast, atMost } = claim.bound;
    const given = Object.entries({ atLeast, atMost }).filter(([, value]) => value !== undefined);
    if (given.length !== 1)
      refuse(
        [],
        trainingComplaint.notOneOf(
          ['atLeast', 'atMost'],
          given.map(([side]) => side),
        ),
      );
    const [side, value] = atLeast === undefined ? (['atMost', atMost ?? 0] as const) : (['atLeast', atLeast] as const);
    return { bound: { quantity: quantity(name), of: one('of', of, labels), side, value } };
  }
  const { of, limit, within } = claim.linearLimit;
  const label = one('of', of, labels);
  if (!variants.filter((variant) => variant.label === label).every(isLinear)) refuse([], trainingComplaint.notLinear());
  return { linearLimit: { of: label, limit, within } };
}

function isLinear({ task, network }: Variant): boolean {
  return 'linearTeacher' in task && 'deepLinear' in network;
}
