import { roughBytes, roughTime } from '../cost-text.ts';
import type { CostPrediction } from '../host.ts';
import { productWork } from './flow-problem.ts';
import { mostSingularValues } from './flow-rows.ts';
import type { FlowIntegrator, FlowScenario } from './flow-scenario.ts';
import { integratorLabels } from './integrator-name.ts';

/** Seconds: of one multiplication in a product, and per entry and call of a rate; measured, rounded up. */
const multiplication = 1e-9;
const entryCall = 25e-9;
/** Evaluations of odex per kept depth, and per unit of L̃ p at 10⁻¹⁰; measured. */
const perNode = 40;
const perDepth = 150;
/** Newton's iterations per step, and products with the derivative per iteration, in units of a rate. */
const iterationsPerStep = 4;
const productsPerIteration = 6;
/** States looked at in a step with kinks, and seconds of dense output per entry and entry; measured. */
const statesPerStep = 25;
const denseEntry = 1.5e-9;
/** Memory above which a run is refused, bytes. */
const memoryLimit = 4 * 2 ** 30;
/** Rows above which the record is refused. */
const mostRows = 2e6;

/** Work and memory a flow will need, and why it would be refused. */
export function predictCost(scenario: FlowScenario): CostPrediction {
  const { model, initial, integrators, until, save } = scenario;
  const points = 'random' in initial ? initial.random.points : initial.A.shape[1];
  const entries = model.width * points;
  const work = productWork(model, points);
  const rate = 3 * work * multiplication + entries * entryCall;
  const nodes = save.length + 2;
  const labels = integratorLabels(integrators);
  const lines = [
    `${points} points, width ${model.width}, L~ = ${model.effectiveDepth}, p from 0 to ${until}: ${2 * entries} unknowns`,
    growthLine(model.effectiveDepth * until),
  ];
  // Every integrator has a companion of about the same size, or twice that.
  let seconds = integrators.length * 2 * nodes * measureSeconds(model.width, points, work);
  integrators.forEach((integrator, i) => {
    const evaluations = evaluationsOf(integrator, nodes, model.effectiveDepth * until);
    const kinks = model.activation === 'relu' && integrator.method === 'odex' ? kinkSeconds(entries, nodes) : 0;
    const own = (evaluations * rate + kinks) * (integrator.method === 'odex' ? 2 : 3);
    seconds += own;
    lines.push(`${labels[i]}: about ${roughTime(own)}, its error estimate included`);
  });
  const memory = integrators.length * 2 * nodes * (2 * entries + 2) * 8;
  const families = 2 * Math.min(model.width, mostSingularValues);
  const rows = integrators.length * save.length * (11 + families);
  lines.push(
    `record: ${rows} numbers and ${2 * integrators.length} arrays of ${save.length} x ${model.width} x ${points}; about ${roughTime(seconds)} and ${roughBytes(memory)} of memory in all`,
  );
  const refusals: string[] = [];
  if (memory > memoryLimit) {
    refusals.push(
      `the states at ${save.length} depths would need ${roughBytes(memory)} of memory; the limit is ${roughBytes(memoryLimit)}. Save fewer depths (save.count), or compare fewer integrators.`,
    );
  }
  if (rows > mostRows) {
    refusals.push(`the record would hold ${rows} numbers; the limit is ${mostRows}. Save fewer depths (save.count).`);
  }
  return { seconds, lines, refusals };
}

function growthLine(exponent: number): string {
  const size = exponent / Math.LN10;
  const beyond = size > 300 ? ', beyond float64: the run ends where numbers do' : '';
  return `without weights momenta grow by e^${Number(exponent.toPrecision(4))}, about 1e${Math.round(size)}${beyond}; so may errors`;
}

function evaluationsOf(integrator: FlowIntegrator, nodes: number, leaks: number): number {
  if (integrator.method === 'odex') return perNode * nodes + perDepth * leaks;
  const { order, steps, inner } = integrator;
  const stages = steps * (order / 2);
  return inner === 'fixed-point' ? 8 * stages : stages * iterationsPerStep * (1 + productsPerIteration);
}

/** Signs are tested with dense output, whose cost is of the square of the unknowns; about one kink per entry is expected. */
function kinkSeconds(entries: number, nodes: number): number {
  const stepsTested = nodes + entries;
  return stepsTested * statesPerStep * (2 * entries) ** 2 * denseEntry;
}

/** Energies and singular values of one state. */
function measureSeconds(width: number, points: number, work: number): number {
  const small = Math.min(width, points);
  const largest = Math.max(width, points);
  return 10 * work * multiplication + 30 * small * small * (largest + width) * 1e-9 + width ** 3 * 1e-9;
}
