import type { Matrix } from '#odepth/numeric/dense/matrix';
import { newtonCg } from '#odepth/solve/minimise/newton-cg';
import { gradedMesh, stagePositions } from '#odepth/solve/transcription/mesh';
import { TranscriptionObjective } from '#odepth/solve/transcription/objective';
import { parameterLayout, type TranscriptionProblem } from '#odepth/solve/transcription/problem';
import type { SchemeName } from '#odepth/solve/transcription/scheme';
import { localTeam } from '#odepth/solve/transcription/team';
import { type Trajectory, trajectoryOf } from '#odepth/solve/transcription/trajectory';

export interface Transcribed extends Trajectory {
  readonly problem: TranscriptionProblem;
  readonly loss: number;
  readonly gradientNorm: number;
  /** W of every stage, then E and D. */
  readonly parameters: Float64Array;
}

type Given = Pick<TranscriptionProblem, 'resnet' | 'lambdaOverDepth' | 'inputs' | 'targets'> & {
  readonly scheme: SchemeName;
  readonly intervals: number;
  readonly grading?: 'uniform' | 'cosine';
};

/** The minimum of a transcription near the weights given by depth, without maps. */
export async function transcribe(
  { scheme, intervals, grading = 'uniform', ...rest }: Given,
  weights: (p: number) => Float64Array,
  gradientTolerance = 1e-13,
): Promise<Transcribed> {
  const nodes = gradedMesh(intervals, grading);
  const problem: TranscriptionProblem = {
    ...rest,
    scheme,
    nodes,
    mapPenalty: 0,
    learnedInput: false,
    output: 'none',
  };
  const { size, width, features } = parameterLayout(problem);
  const parameters = new Float64Array(size);
  stagePositions(nodes, scheme).forEach((p, stage) => {
    parameters.set(weights(p), stage * width * features);
  });
  const objective = new TranscriptionObjective(problem, localTeam(problem, true));
  const x = new Float64Array(size);
  objective.scale(parameters, x);
  const minimum = await newtonCg(objective, x, {
    iterations: 200,
    gradientTolerance,
    valueRounding: 1e-14,
    patience: 8,
    products: 400,
    forcing: 0.1,
    firstRadius: 1,
    preconditionerMemory: 0,
  });
  objective.unscale(minimum.x, parameters);
  const { value: loss, gradientNorm } = minimum;
  return { problem, loss, gradientNorm, parameters, ...trajectoryOf(problem, parameters) };
}

/** Largest error of matrices at nodes, over the largest entry unless all are zero. */
export function largestError(found: readonly Matrix[], exact: readonly Matrix[]): number {
  let [apart, size] = [0, 0];
  exact.forEach(({ data }, k) => {
    data.forEach((value, x) => {
      apart = Math.max(apart, Math.abs(found[k]!.data[x]! - value));
      size = Math.max(size, Math.abs(value));
    });
  });
  return apart / (size || 1);
}
