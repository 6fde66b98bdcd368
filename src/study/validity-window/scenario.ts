import { leafItems } from '../../numeric/dyadic-sum.ts';
import { type Draft, type ScenarioKind, validOrUndefined } from '../../scenario/kind.ts';
import { sweepComplaint } from '../../scenario/sweep-messages.ts';
import { orRefuse } from '../kernel/language/refused.ts';
import { type Axis, axisOf } from './language/sweep-values.ts';
import { type SweptField, sweptFields, windowSchema } from './language/window-schema.ts';
import { pointsOf } from './points.ts';
import type { ValidityWindowScenario, WindowFields } from './window-scenario.ts';

/** The language of validity windows. */
export const windowScenarioKind: ScenarioKind<ValidityWindowScenario> = {
  kind: 'validity-window',
  summary: 'where a closure of the kernel theory holds: window edges over one or two swept fields',
  schema: windowSchema,
  resolve: resolveWindowScenario,
};

/** Checks what the schema cannot, expands the sweep, and completes the ensemble of every point. */
export async function resolveWindowScenario(draft: Draft): Promise<ValidityWindowScenario | null> {
  const { shape } = windowSchema;
  const field = (name: keyof typeof shape) => draft.value[name];
  const ensemble = validOrUndefined(shape.ensemble, field('ensemble'));
  const inputs = validOrUndefined(shape.inputs, field('inputs'));
  const sweep = validOrUndefined(shape.sweep, field('sweep'));
  const theory = validOrUndefined(shape.theory, field('theory'));
  const save = validOrUndefined(shape.save, field('save'));
  const axes = sweep ? await axesOf(draft, sweep) : null;
  if (theory && theory.closures.length === 0) draft.refuse(['theory', 'closures'], sweepComplaint.noClosure());
  if (!ensemble || !inputs || !axes || !theory || !save) return null;
  if (!placesAreClear(draft, ensemble, inputs, axes)) return null;
  const seed = validOrUndefined(shape.seed, field('seed'));
  const sampling = validOrUndefined(shape.sampling, field('sampling'));
  const points = await pointsOf(draft, {
    ensemble,
    inputs,
    axes,
    theory,
    save,
    sampling: sampling ?? null,
    seed: seed ?? '0',
  });
  const whole = validOrUndefined(windowSchema, draft.value);
  if (!whole || !points || !sampling || theory.closures.length === 0) return null;
  const networks = leafItems * Math.ceil(sampling.networks / leafItems);
  return {
    ...{ format: whole.format, kind: whole.kind, name: whole.name, purpose: whole.purpose, seed: whole.seed },
    ensemble,
    inputs,
    sweep: axes,
    theory,
    window: { ...whole.window, tolerances: [...new Set(whole.window.tolerances)].sort((a, b) => a - b) },
    sampling: { ...sampling, networks, refineUpTo: sampling.refineUpTo ?? 64 * networks },
    points,
  };
}

async function axesOf(draft: Draft, sweep: WindowFields['sweep']): Promise<readonly Axis[] | null> {
  const names = Object.keys(sweptFields) as SweptField[];
  const given = names.filter((name) => sweep[name] !== undefined);
  if (given.length < 1 || given.length > 2) {
    draft.refuse(['sweep'], sweepComplaint.notSwept(names, given));
    return null;
  }
  const axes: Axis[] = [];
  for (const name of given) {
    const axis = orRefuse(draft, ['sweep', name], await axisOf(name, sweep[name]!));
    if (axis) axes.push(axis);
  }
  return axes.length === given.length ? axes : null;
}

/** Every field has its value in one place: the ensemble, the inputs, or the sweep. */
function placesAreClear(
  draft: Draft,
  ensemble: WindowFields['ensemble'],
  inputs: WindowFields['inputs'],
  axes: readonly Axis[],
): boolean {
  const swept = new Set(axes.map((axis) => axis.field));
  let clear = true;
  const refuse: Draft['refuse'] = (path, words) => {
    clear = false;
    draft.refuse(path, words);
  };
  const correlated = 'correlated' in inputs ? inputs.correlated : null;
  for (const name of swept) {
    const ofInputs = name === 'variance' || name === 'correlation';
    if (ofInputs && correlated === null) refuse(['sweep', name], sweepComplaint.notCorrelated(name));
    const path = ofInputs ? ['inputs', 'correlated', name] : ['ensemble', name];
    const given = ofInputs ? correlated?.[name] : ensemble[name];
    if (given !== undefined) refuse(path, sweepComplaint.sweptTwice(name));
  }
  for (const name of ['activation', 'weightVariance', 'width'] as const) {
    if (ensemble[name] === undefined && !swept.has(name))
      refuse(['ensemble'], sweepComplaint.notGiven(`ensemble.${name}`));
  }
  if (correlated && correlated.variance === undefined && !swept.has('variance')) {
    refuse(['inputs', 'correlated'], sweepComplaint.notGiven('inputs.correlated.variance'));
  }
  return clear;
}
