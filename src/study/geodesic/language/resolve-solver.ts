import { geodesicComplaint } from '../../../scenario/geodesic-messages.ts';
import type { Draft } from '../../../scenario/kind.ts';
import type { CollocationSolver, GeodesicSolver, TrainingSolver, TranscriptionSolver } from '../geodesic-scenario.ts';
import { defaultPhases, fieldsOfMethod, type SolveMethod, type SolverFields } from './solver-schema.ts';

type Refuse = Draft['refuse'];

/** The solver with the defaults of its method filled in; null when a field does not belong to it or is missing. */
export function resolveSolver(refuse: Refuse, fields: SolverFields): GeodesicSolver | null {
  const known = foreignFields(refuse, fields);
  const solver =
    fields.method === 'training'
      ? training(refuse, fields)
      : fields.method === 'collocation'
        ? collocation(refuse, fields)
        : transcription(refuse, fields);
  return known ? solver : null;
}

function foreignFields(refuse: Refuse, fields: SolverFields): boolean {
  const own: readonly string[] = ['method', ...fieldsOfMethod[fields.method]];
  const methods = Object.keys(fieldsOfMethod) as SolveMethod[];
  let clear = true;
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined || own.includes(field)) continue;
    const owners = methods.filter((method) => fieldsOfMethod[method].some((name) => name === field));
    refuse(['solver', field], geodesicComplaint.foreignField(field, fields.method, owners));
    clear = false;
  }
  return clear;
}

function transcription(refuse: Refuse, fields: SolverFields): TranscriptionSolver | null {
  const mesh = meshOf(refuse, fields, ['none', 'hamiltonian', 'speed'], 'hamiltonian');
  if (mesh === null) return null;
  const drift = fields.mesh?.drift;
  if (drift !== undefined && mesh.refine === 'none') {
    refuse(['solver', 'mesh', 'drift'], geodesicComplaint.fieldOf('drift', 'refine: hamiltonian or speed'));
    return null;
  }
  return {
    method: 'transcription',
    scheme: fields.scheme ?? 'rk4',
    mesh: { ...mesh, drift: drift ?? 0.01 },
    optimiser: fields.optimiser ?? 'newton-cg',
    memory: fields.memory ?? (fields.optimiser === 'kfac' ? 20 : 10),
    tolerance: fields.tolerance ?? 1e-6,
    iterations: fields.iterations ?? 2000,
    continuation: fields.continuation ?? null,
    initialScale: fields.initialScale ?? 1,
    initialLeak: fields.initialLeak ?? 5,
  };
}

function collocation(refuse: Refuse, fields: SolverFields): CollocationSolver | null {
  const mesh = meshOf(refuse, fields, ['none', 'residual'], 'residual');
  if (mesh === null) return null;
  if (fields.mesh?.drift !== undefined) {
    refuse(['solver', 'mesh', 'drift'], geodesicComplaint.fieldOf('drift', 'method: transcription'));
    return null;
  }
  return {
    method: 'collocation',
    mesh,
    tolerance: fields.tolerance ?? 1e-3,
    iterations: fields.iterations ?? 50,
    start: fields.start ?? 'continuation',
    continuation: fields.continuation ?? null,
  };
}

function meshOf<Refinement extends NonNullable<NonNullable<SolverFields['mesh']>['refine']>>(
  refuse: Refuse,
  fields: SolverFields,
  choices: readonly Refinement[],
  otherwise: Refinement,
) {
  const { intervals = 20, grading = 'cosine', refine = otherwise, max } = fields.mesh ?? {};
  const chosen = choices.find((choice) => choice === refine);
  if (chosen === undefined) {
    refuse(['solver', 'mesh', 'refine'], geodesicComplaint.refinement(fields.method, choices, refine));
    return null;
  }
  if (chosen === 'none') {
    if (max === undefined) return { intervals, grading, refine: chosen, max: intervals };
    refuse(['solver', 'mesh', 'max'], geodesicComplaint.fieldOf('max', 'a mesh that is refined'));
    return null;
  }
  if (max !== undefined && max < intervals) {
    refuse(['solver', 'mesh', 'max'], geodesicComplaint.coarseMaximum(intervals, max));
    return null;
  }
  return { intervals, grading, refine: chosen, max: max ?? 4 * intervals };
}

function training(refuse: Refuse, fields: SolverFields): TrainingSolver | null {
  const { layers, steps = 'equidistant', irregularity, adaptEvery } = fields;
  const { adam = defaultPhases.adam, sgd = defaultPhases.sgd } = fields;
  let good = true;
  const refuseHere: Refuse = (path, words) => {
    good = false;
    refuse(path, words);
  };
  if (layers === undefined) refuseHere(['solver'], geodesicComplaint.needed('layers', 'training'));
  if (irregularity !== undefined && steps !== 'irregular') {
    refuseHere(['solver', 'irregularity'], geodesicComplaint.fieldOf('irregularity', 'steps: irregular'));
  }
  if (adaptEvery !== undefined && steps !== 'adaptive') {
    refuseHere(['solver', 'adaptEvery'], geodesicComplaint.fieldOf('adaptEvery', 'steps: adaptive'));
  }
  if (adam.epochs + sgd.epochs === 0) refuseHere(['solver'], geodesicComplaint.noEpochs());
  if (!good) return null;
  return {
    method: 'training',
    layers: layers!,
    steps,
    irregularity: steps === 'irregular' ? (irregularity ?? 0.5) : 0,
    adaptEvery: steps === 'adaptive' ? (adaptEvery ?? 100) : null,
    adam,
    sgd,
    initialScale: fields.initialScale ?? 1,
    initialLeak: fields.initialLeak ?? 5,
  };
}
