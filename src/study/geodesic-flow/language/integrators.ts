import { flowComplaint, geodesicComplaint } from '../../../scenario/geodesic-messages.ts';
import type { Draft } from '../../../scenario/kind.ts';
import type { Path } from '../../../scenario/located.ts';
import type { FlowIntegrator } from '../flow-scenario.ts';
import type { FlowFields, IntegratorFields } from './flow-schema.ts';

type Refuse = Draft['refuse'];

/** How far from a step's end, relative to the step, a saved depth may be: rounding. */
const rounding = 1e-9;

const ownFields: Readonly<Record<IntegratorFields['method'], readonly string[]>> = {
  odex: ['method', 'tolerance'],
  'gauss-legendre': ['method', 'order', 'steps', 'inner', 'iterations', 'krylov'],
};

/** Every integrator with its defaults; null when one of them is refused. */
export function integratorsOf(
  refuse: Refuse,
  given: FlowFields['integrator'],
  until: number,
  save: readonly number[] | null,
): FlowIntegrator[] | null {
  const several = Array.isArray(given);
  const found: FlowIntegrator[] = [];
  let good = true;
  for (const [i, fields] of (several ? given : [given]).entries()) {
    const path = several ? ['integrator', i] : ['integrator'];
    const integrator = integratorOf(refuse, path, fields);
    if (integrator === null || !stepsEndAt(refuse, path, integrator, until, save ?? [])) good = false;
    else if (found.some((other) => JSON.stringify(other) === JSON.stringify(integrator))) {
      refuse(path, flowComplaint.twice());
      good = false;
    } else found.push(integrator);
  }
  return good ? found : null;
}

function integratorOf(refuse: Refuse, path: Path, fields: IntegratorFields): FlowIntegrator | null {
  let good = true;
  const refuseHere: Refuse = (place, words) => {
    good = false;
    refuse(place, words);
  };
  const { method, tolerance = 1e-10, order = 4, steps, inner = 'newton-krylov', iterations = 50, krylov } = fields;
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined || ownFields[method].includes(field)) continue;
    const owner = method === 'odex' ? 'gauss-legendre' : 'odex';
    refuseHere([...path, field], geodesicComplaint.foreignField(field, method, [owner]));
  }
  if (method === 'odex') return good ? { method, tolerance } : null;
  if (steps === undefined) refuseHere(path, geodesicComplaint.needed('steps', method));
  if (order !== 2 && order !== 4 && order !== 6) refuseHere([...path, 'order'], flowComplaint.order(order));
  if (krylov !== undefined && inner === 'fixed-point') {
    refuseHere([...path, 'krylov'], geodesicComplaint.fieldOf('krylov', 'inner: newton-krylov'));
  }
  if (!good) return null;
  return {
    method,
    order: order as 2 | 4 | 6,
    steps: steps!,
    inner,
    iterations,
    krylov: inner === 'fixed-point' ? null : (krylov ?? 30),
  };
}

/** Fixed steps end where values are kept. */
function stepsEndAt(
  refuse: Refuse,
  path: Path,
  integrator: FlowIntegrator,
  until: number,
  save: readonly number[],
): boolean {
  if (integrator.method === 'odex') return true;
  const { steps } = integrator;
  const between = save.find((depth) => {
    const step = (depth / until) * steps;
    return Math.abs(step - Math.round(step)) > rounding * Math.max(1, steps);
  });
  if (between === undefined) return true;
  const parts = save.length - 1;
  const advice = isEven(save, until)
    ? `for these ${save.length} depths: steps: ${parts * Math.max(1, Math.round(steps / parts))}`
    : 'choose other depths, or save: {count: ...} with count - 1 a divisor of steps';
  refuse([...path, 'steps'], flowComplaint.betweenSteps(between, steps, advice));
  return false;
}

/** Whether depths are 0, until/m, 2 until/m, …, until. */
function isEven(save: readonly number[], until: number): boolean {
  const parts = save.length - 1;
  return save.every((depth, i) => Math.abs(depth - (i / parts) * until) <= rounding * until);
}
