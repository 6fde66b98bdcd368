import { geodesicComplaint } from '../../../scenario/geodesic-messages.ts';
import type { Draft } from '../../../scenario/kind.ts';
import type { Continuation, GeodesicScenario } from '../geodesic-scenario.ts';

const fields = ['softplus', 'effectiveDepth', 'lambdaOverDepth'] as const;

/** Refuses lists of different lengths, and values that do not lead to the scenario's own, one step after the other. */
export function checkContinuation(
  refuse: Draft['refuse'],
  continuation: Continuation,
  { model, penalty }: Pick<GeodesicScenario, 'model' | 'penalty'>,
): void {
  const base = ['solver', 'continuation'];
  const given = fields.filter((field) => continuation[field] !== undefined);
  const lengths = given.map((field) => `${field}: ${continuation[field]!.length}`);
  if (new Set(given.map((field) => continuation[field]!.length)).size > 1) {
    refuse(base, geodesicComplaint.continuationLengths(lengths));
  }
  const { activation } = model;
  if (continuation.softplus && activation === 'identity') {
    refuse([...base, 'softplus'], geodesicComplaint.sharpenWhat());
  }
  const targets = {
    softplus: typeof activation === 'object' ? activation.softplus : Number.POSITIVE_INFINITY,
    effectiveDepth: model.effectiveDepth,
    lambdaOverDepth: penalty.lambdaOverDepth,
  };
  for (const field of given) {
    const values = continuation[field]!;
    if (isMonotone([...values, targets[field]])) continue;
    const [name, target] =
      field === 'softplus' ? ['activation', softplusText(activation)] : [field, `${targets[field]}`];
    refuse([...base, field], geodesicComplaint.continuationOrder(name, target, values));
  }
}

function softplusText(activation: GeodesicScenario['model']['activation']): string {
  return typeof activation === 'object' ? `softplus ${activation.softplus}` : activation;
}

/** Strictly rising, or strictly falling. */
function isMonotone(values: readonly number[]): boolean {
  const steps = values.slice(1).map((value, i) => Math.sign(value - values[i]!));
  return steps.every((step) => step === steps[0] && step !== 0);
}
