import type * as z from 'zod';
import type { Ensemble } from '../../model/ensemble.ts';
import { fileBeside } from '../../scenario/file-beside.ts';
import { type Draft, type ScenarioKind, validOrUndefined } from '../../scenario/kind.ts';
import { complaint } from '../../scenario/message-catalogue.ts';
import { distinctCount } from '../../theory/kernel/distinct-inputs.ts';
import type { KernelScenario } from './kernel-scenario.ts';
import { completeDepth, type DepthScale, rounded, savedDepths } from './language/depth-grid.ts';
import { correlatedKernel, fileKernel, givenKernel, pointsKernel } from './language/input-kernel.ts';
import { checkPublished } from './language/published-values.ts';
import { orRefuse } from './language/refused.ts';
import { checkSampleSize } from './language/sample-size.ts';
import { kernelSchema } from './language/scenario-schema.ts';
import { checkEngine } from './sampling/check-engine.ts';

type Fields = z.output<typeof kernelSchema>;

/** The language of the kernel study. */
export const kernelScenarioKind: ScenarioKind<KernelScenario> = {
  kind: 'kernel',
  summary: 'K0, V4 and K1 of finite-width ResNets: collective-kernel theory beside sampled networks',
  schema: kernelSchema,
  resolve: resolveKernelScenario,
};

/**
 * Checks what the schema cannot (layer count, K(0), expression, width, saved depths) and completes the ensemble.
 * null when a block is not valid; what was wrong has then been refused, here or by the schema.
 */
export async function resolveKernelScenario(draft: Draft): Promise<KernelScenario | null> {
  const { shape } = kernelSchema;
  const field = (name: keyof typeof shape) => draft.value[name];
  const ensemble = validOrUndefined(shape.ensemble, field('ensemble'));
  const inputs = validOrUndefined(shape.inputs, field('inputs'));
  const theory = validOrUndefined(shape.theory, field('theory'));
  const sampling = validOrUndefined(shape.sampling, field('sampling'));
  const save = validOrUndefined(shape.save, field('save'));
  const published = validOrUndefined(shape.published, field('published'));

  const scale = ensemble && depthScale(draft, ensemble);
  const inputKernel = inputs && (await kernelOf(draft, inputs));
  if (ensemble) await checkActivation(draft, ensemble.activation);
  if (theory) checkClosures(draft, theory, inputKernel ?? null, 'sampling' in draft.value);
  if (theory?.average && ensemble) checkAverage(draft, theory, ensemble.activation);
  if (sampling) checkSampleSize(draft, sampling, inputKernel?.length ?? null);
  if (sampling?.gOnlyStochastic && sampling.sampler === 'g-only-stochastic') {
    draft.refuse(['sampling', 'sampler'], complaint.closureTwice());
  }
  if (sampling?.residuals && sampling.sampler === 'g-only-stochastic') {
    draft.refuse(['sampling', 'residuals'], complaint.residualsOfClosure());
  }
  if (ensemble && inputKernel && sampling && ensemble.width < inputKernel.length) {
    draft.refuse(['ensemble', 'width'], complaint.narrow(inputKernel.length, ensemble.width));
  }
  if (!ensemble || !scale) return null;
  // Saved depths depend on the depth scale only; one input stands in for a kernel that could not be made.
  const complete: Ensemble = { ...ensemble, ...scale, inputKernel: inputKernel ?? [[1]] };
  const onLayers = sampling !== undefined || theory?.depth === 'layers';
  const depths = save && orRefuse(draft, ['save'], savedDepths(complete, save, onLayers));
  if (published && inputKernel && depths) {
    const residuals = sampling ? sampling.residuals === true : field('sampling') !== undefined;
    checkPublished(draft, published, { inputs: inputKernel.length, depths, residuals });
  }
  const whole = validOrUndefined(kernelSchema, draft.value);
  if (!whole || !inputKernel || !depths) return null;
  const { format, kind, name, purpose, seed, compare } = whole;
  const scenario: KernelScenario = {
    ...{ format, kind, name, purpose, seed },
    ensemble: complete,
    inputs: whole.inputs,
    theory: whole.theory.closures.length > 0 ? whole.theory : null,
    sampling: whole.sampling ? withoutFalse(whole.sampling) : null,
    compare,
    save: depths,
    ...(published && { published }),
  };
  await checkEngine(draft, scenario);
  return scenario;
}

/** `residuals: false` says what leaving it out says: the scenario is the same, and so is its digest. */
function withoutFalse(sampling: NonNullable<Fields['sampling']>): NonNullable<Fields['sampling']> {
  const { residuals, ...rest } = sampling;
  return residuals === true ? sampling : rest;
}

function depthScale(draft: Draft, ensemble: Fields['ensemble']): DepthScale | null {
  const scale = orRefuse(draft, ['ensemble'], completeDepth(ensemble));
  if (scale === null) return null;
  const product = ensemble.leak * scale.residualScale * scale.residualScale;
  if (product > 1 + 1e-12) draft.refuse(['ensemble', 'leak'], complaint.leakTooStrong(rounded(product, 12)));
  return scale;
}

async function kernelOf(draft: Draft, inputs: Fields['inputs']): Promise<Ensemble['inputKernel'] | null> {
  if ('correlated' in inputs) {
    const { count, variance, correlation } = inputs.correlated;
    return orRefuse(draft, ['inputs', 'correlated'], correlatedKernel(count, variance, correlation));
  }
  if ('kernel' in inputs) return orRefuse(draft, ['inputs', 'kernel'], await givenKernel(inputs.kernel));
  if ('points' in inputs) return orRefuse(draft, ['inputs', 'points'], pointsKernel(inputs.points));
  const path = ['inputs', 'file'];
  const read = await fileBeside(inputs.file, draft.readPoints, {
    example: 'inputs: {file: points.npy}',
    without: complaint.noFileAccess(),
    unusable: complaint.badPointsFile,
  });
  if ('content' in read) return orRefuse(draft, path, fileKernel(read.content));
  draft.refuse(path, read.refused);
  return null;
}

async function checkActivation(draft: Draft, activation: Fields['ensemble']['activation']): Promise<void> {
  if (typeof activation === 'string') return;
  const { compileExpression, ExpressionError } = await import('../../model/expression.ts');
  try {
    await compileExpression(activation.expression);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    draft.refuse(['ensemble', 'activation', 'expression'], complaint.badExpression(error.message), error.offset);
  }
}

function checkClosures(
  draft: Draft,
  theory: Fields['theory'],
  inputKernel: Ensemble['inputKernel'] | null,
  hasSampling: boolean,
): void {
  const inputs = inputKernel === null ? 1 : distinctCount(inputKernel);
  for (const [i, closure] of theory.closures.entries()) {
    const place = ['theory', 'closures', i];
    if (theory.closures.indexOf(closure) < i) draft.refuse(place, complaint.repeated(closure));
    else if (closure === 'path') {
      if (theory.depth !== 'layers') draft.refuse(place, complaint.pathInContinuousDepth());
      if (inputs > 1) draft.refuse(place, complaint.pathOfSeveralInputs(inputs));
    }
  }
  if (theory.closures.length === 0 && !hasSampling) draft.refuse(['theory', 'closures'], complaint.nothingToDo());
}

function checkAverage(
  draft: Draft,
  { closures }: Fields['theory'],
  activation: Fields['ensemble']['activation'],
): void {
  const path = ['theory', 'average'];
  if (activation !== 'tanh') {
    const name = typeof activation === 'string' ? activation : activation.expression;
    draft.refuse(path, complaint.average.activation(name));
  }
  if (!closures.includes('source-only') && !closures.includes('g-only'))
    draft.refuse(path, complaint.average.closures());
}
