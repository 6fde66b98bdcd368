import { featureCount } from '../../model/leaky-resnet.ts';
import { schemes } from '../../solve/transcription/scheme.ts';
import { roughBytes, roughTime } from '../cost-text.ts';
import type { CostPrediction } from '../host.ts';
import { continuationStages, type GeodesicScenario, newtonSteps } from './geodesic-scenario.ts';
import { taskShape } from './task-of-scenario.ts';

/** Floating-point operations a second of two cores in products of matrices: measured, rounded down. */
const productRate = 15e9;
/** The same for elimination of the blocks of a collocation. */
const eliminationRate = 2e9;
/** Gradients and Hessian products of one problem until its tolerance is reached: seen on problems of this kind. */
const typicalProducts = { 'newton-cg': 3000, lbfgs: 5000, kfac: 1500 };
/** The same of one damped Newton step of `kfac`, each product counted as two gradients. */
const stepProducts = 25;
const typicalNewtonSteps = 30;
/** Seconds that measuring a node takes, per w² N. */
const measuringSeconds = 1.2e-8;
/** Memory above which a run is refused, bytes. */
const memoryLimit = 8 * 2 ** 30;

/** Size of a problem on its finest mesh. */
interface Size {
  readonly points: number;
  readonly width: number;
  readonly features: number;
}

interface Work {
  readonly what: string;
  readonly seconds: number;
  readonly bytes: number;
  /** What to change where it needs too much memory. */
  readonly advice: string;
  readonly nodes: number;
}

/** Work and memory a scenario will need, and why it would be refused. */
export function predictCost(scenario: GeodesicScenario): CostPrediction {
  const { model, solver, task } = scenario;
  const shape = taskShape(task);
  const size = { points: shape.points, width: model.width, features: featureCount(model) };
  const work =
    solver.method === 'transcription'
      ? transcriptionWork(scenario, solver, size)
      : solver.method === 'collocation'
        ? collocationWork(scenario, solver, size)
        : trainingWork(solver, size);
  const measuring = work.nodes * size.width ** 2 * size.points * measuringSeconds;
  const seconds = work.seconds + measuring;
  const refusals =
    work.bytes > memoryLimit
      ? [
          `${solver.method} would need about ${roughBytes(work.bytes)} of memory; the limit is ${roughBytes(memoryLimit)}. ${work.advice}`,
        ]
      : [];
  return {
    seconds,
    lines: [
      `${activationText(model.activation)}${model.bias ? ' with bias' : ''}, width ${model.width}, L̃ = ${model.effectiveDepth}, ${shape.inputs} → ${shape.targets}, ${shape.points} points, λ/L̃ = ${scenario.penalty.lambdaOverDepth}`,
      `${work.what}; about ${roughBytes(work.bytes)} and, very roughly, ${roughTime(work.seconds)}`,
      `measuring ${work.nodes} nodes: about ${roughTime(measuring)}`,
    ],
    refusals,
  };
}

function transcriptionWork(
  scenario: GeodesicScenario,
  solver: Extract<GeodesicScenario['solver'], { method: 'transcription' }>,
  { points, width, features }: Size,
): Work {
  const stages = schemes[solver.scheme].b.length;
  const intervals = solver.mesh.max;
  const unknowns = intervals * stages * width * features;
  const curved = continuationStages(scenario).some(({ activation }) => typeof activation === 'object');
  const newton = solver.optimiser !== 'lbfgs';
  const perStage = newton ? (curved ? 6 : 4) : curved ? 2 : 1;
  const vectors = { 'newton-cg': 30, lbfgs: 2 * solver.memory + 20, kfac: 2 * solver.memory + 55 }[solver.optimiser];
  const bytes =
    8 * (intervals * stages * width * points * perStage + unknowns * vectors + 2 * (intervals + 1) * width * points);
  const problems = continuationStages(scenario).length;
  const most =
    solver.optimiser === 'kfac' ? solver.iterations + stepProducts * newtonSteps(solver.iterations) : Infinity;
  const count = Math.min(typicalProducts[solver.optimiser], most) * problems;
  const mean = solver.mesh.intervals / 2 + intervals / 2;
  const seconds = (count * 6 * mean * stages * width * features * points) / productRate;
  return {
    what: `transcription: ${solver.scheme}, ${solver.mesh.intervals} to ${intervals} intervals, ${problems} problems, up to ${unknowns} unknowns, ${solver.optimiser}`,
    ...{ seconds, bytes, nodes: intervals + 1 },
    advice: 'Take fewer intervals (solver.mesh.max), fewer points, or optimiser: lbfgs with a small memory.',
  };
}

function collocationWork(
  scenario: GeodesicScenario,
  { mesh }: Extract<GeodesicScenario['solver'], { method: 'collocation' }>,
  { points, width }: Size,
): Work {
  const unknowns = 2 * width * points;
  const problems = continuationStages(scenario).length;
  return {
    what: `collocation: ${mesh.intervals} to ${mesh.max} intervals, ${problems} problems, ${unknowns} unknowns at a node`,
    seconds: (problems * typicalNewtonSteps * mesh.max * 4 * unknowns ** 3) / eliminationRate,
    bytes: 8 * mesh.max * 3 * unknowns ** 2,
    nodes: mesh.max + 1,
    advice: 'Take fewer intervals (solver.mesh.max) or fewer points, or method: transcription.',
  };
}

function trainingWork(
  { layers, adam, sgd, steps }: Extract<GeodesicScenario['solver'], { method: 'training' }>,
  { points, width, features }: Size,
): Work {
  const epochs = adam.epochs + sgd.epochs;
  return {
    what: `training: ${layers} layers, ${steps} steps, ${epochs} epochs`,
    seconds: (epochs * 6 * layers * width * features * points) / productRate,
    bytes: 8 * layers * width * (4 * points + 8 * features),
    nodes: layers + 1,
    advice: 'Take fewer layers or fewer points.',
  };
}

function activationText(activation: GeodesicScenario['model']['activation']): string {
  return typeof activation === 'object' ? `softplus of sharpness ${activation.softplus}` : activation;
}
