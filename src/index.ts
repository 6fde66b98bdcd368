/**
 * odepth: depth as time. The public API, by room; the README shows it at work.
 *
 * - `model`: what is studied, as plain data
 * - `theory`: collective-kernel theory and its solution over depth; representation geodesics of Leaky ResNets; dynamical richness of
 *   trained networks; Markov chains, effective ranks and drift of residual streams
 * - `solve`: initial values (adaptive, with kinks, symplectic), boundary values, transcription, minimisers
 * - `sample`: finite random networks and their estimates
 * - `train`: small networks with exact gradients, optimisers and a training loop
 * - `scenario`, `study`: scenario files and what runs them
 * - `record`: what a run leaves behind, to write, read and compare
 * - `numeric`: Gaussian averages' building blocks, random streams
 */
export { type Activation, type ActivationSpec, activationOf, builtInActivations } from './model/activation.ts';
export { depthTime, type Ensemble, type InputPair, inputPairs, packedIndex, pairIndex } from './model/ensemble.ts';
export { compileExpression, ExpressionError } from './model/expression.ts';
export type { InfiniteWidthChain } from './model/infinite-width-chain.ts';
export { featureCount, type LeakyActivation, type LeakyResnet } from './model/leaky-resnet.ts';
export { makeTask, type Task, type TaskSpec } from './model/task.ts';
export { DenseArena } from './numeric/dense/arena.ts';
export { type Matrix, submatrix } from './numeric/dense/matrix.ts';
export type { RandomAddress } from './numeric/random/address.ts';
export { createNormalStream, createWordStream, type NormalStream } from './numeric/random/normal-stream.ts';
export { lanesOnThreads } from './parallel/lane-team.ts';
export type { SampledSums } from './parallel/merge-shards.ts';
export { type SamplingRun, sampleNetworks } from './parallel/sampling.ts';
export { compareRecords } from './record/compare.ts';
export { encodeNpy, parseNpy } from './record/npy.ts';
export { encodeNpz, parseNpz } from './record/npz.ts';
export { type RecordView, readArrays, readRecord } from './record/read.ts';
export type { SeriesRow, Source, Verdict } from './record/series.ts';
export { estimateKernels, type SampledKernels } from './sample/estimate.ts';
export type { Estimate } from './sample/kernel-estimates.ts';
export type { SamplingPlan } from './sample/plan.ts';
export { scenarioDigest } from './scenario/digest.ts';
export { ScenarioError } from './scenario/issue.ts';
export { readScenarioSource } from './scenario/read.ts';
export { resolveScenario } from './scenario/resolve.ts';
export type { BoundaryValueProblem } from './solve/collocation/problem.ts';
export { type BoundaryValueSolution, solveBoundaryValue } from './solve/collocation.ts';
export { integratePiecewise, type PiecewiseProblem, type PiecewiseSolution } from './solve/events.ts';
export { type InitialValueProblem, type InitialValueSolution, integrate } from './solve/initial-value.ts';
export { type DampedNewtonSettings, dampedNewton } from './solve/minimise/damped-newton.ts';
export { type LbfgsSettings, lbfgs } from './solve/minimise/lbfgs.ts';
export type { Minimum } from './solve/minimise/minimum.ts';
export { type NewtonCgSettings, newtonCg } from './solve/minimise/newton-cg.ts';
export type { Objective } from './solve/minimise/objective.ts';
export type { Preconditioner, Preconditioning } from './solve/minimise/preconditioner.ts';
export { integrateSymplectic, type SymplecticProblem, type SymplecticSolution } from './solve/symplectic.ts';
export { TranscriptionObjective } from './solve/transcription/objective.ts';
export type { TranscriptionProblem } from './solve/transcription/problem.ts';
export { trajectoryOf } from './solve/transcription/trajectory.ts';
export type { GeodesicScenario } from './study/geodesic/geodesic-scenario.ts';
export type { GeodesicSolution } from './study/geodesic/solution.ts';
export { solveGeodesic } from './study/geodesic/solve-geodesic.ts';
export { taskOf } from './study/geodesic/task-of-scenario.ts';
export type { StudyHost, StudyResult } from './study/host.ts';
export type { KernelScenario } from './study/kernel/kernel-scenario.ts';
export { run as runKernelStudy } from './study/kernel/run.ts';
export { infiniteWidthChain } from './study/kernel/theory/infinite-width.ts';
export type { TheoryOptions, TheorySolution } from './study/kernel/theory/solution.ts';
export { solveTheory } from './study/kernel/theory/solve-theory.ts';
export { kernelStudy, scenarioJsonSchema, studies } from './study/registry.ts';
export type { RenormalisationScenario } from './study/renormalisation/renormalisation-scenario.ts';
export { run as runRenormalisation } from './study/renormalisation/run.ts';
export { run as runRichnessTraining } from './study/richness-training/run.ts';
export type { RichnessTrainingScenario } from './study/richness-training/training-scenario.ts';
export { type RelativeErrors, relativeErrors } from './study/validity-window/relative-error.ts';
export { run as runValidityWindow } from './study/validity-window/run.ts';
export { type WindowEdge, windowEdge } from './study/validity-window/window-edge.ts';
export type { ValidityWindowScenario } from './study/validity-window/window-scenario.ts';
export { costOfIdentity, stabilisedCostOfIdentity } from './theory/geodesic/cost-of-identity.ts';
export { leakyFlowRate, packState } from './theory/geodesic/flow.ts';
export { hamiltonian } from './theory/geodesic/hamiltonian.ts';
export { type ConditionalMoments, conditionalMoments } from './theory/kernel/conditional-moments.ts';
export { type PathProblem, PathRecursion } from './theory/kernel/path/path-recursion.ts';
export { autocorrelation, sampledAutocorrelation } from './theory/renormalisation/autocorrelation.ts';
export { equalMixingChain, ringChain, ringRange } from './theory/renormalisation/chain-laws.ts';
export { type ChainSpectrum, chainSpectrum } from './theory/renormalisation/chain-spectrum.ts';
export { concentrationClaim, monotoneTrend, orderParameter, selectivity } from './theory/renormalisation/claims.ts';
export { DecoderAccumulator, decodability } from './theory/renormalisation/decodability.ts';
export { decodabilityCeiling, maskedCeiling } from './theory/renormalisation/decodability-ceiling.ts';
export { drift, driftConcentration, plateau } from './theory/renormalisation/drift.ts';
export { entropyRate, isolatedEntropy, maskedEntropy, stationaryEntropy } from './theory/renormalisation/entropies.ts';
export { layerRanks } from './theory/renormalisation/layer-ranks.ts';
export { chainOf, type MarkovChain } from './theory/renormalisation/markov-chain.ts';
export { type Masking, maskedFloor } from './theory/renormalisation/masked-floor.ts';
export {
  effectiveRank,
  effectiveRankSquared,
  participationRatio,
  type RankMeasures,
  rankMeasures,
  stableRank,
} from './theory/renormalisation/ranks.ts';
export { RenormalisationError } from './theory/renormalisation/renormalisation-error.ts';
export { ChainSampler, maskPositions } from './theory/renormalisation/sample-chain.ts';
export { StreamAccumulator, streamMomentsOf } from './theory/renormalisation/stream-accumulator.ts';
export { addStreamMoments, type StreamMoments, totalStreamMoments } from './theory/renormalisation/stream-moments.ts';
export { positionProfile, type StreamProfile, streamProfile } from './theory/renormalisation/stream-profile.ts';
export { MomentAccumulator, momentsOf } from './theory/richness/accumulate.ts';
export { addMoments, totalMoments } from './theory/richness/combine-moments.ts';
export {
  type DynamicalRichness,
  dynamicalRichness,
  type RichnessEstimator,
  type RichnessSettings,
} from './theory/richness/dynamical-richness.ts';
export type { JackknifeEstimate } from './theory/richness/jackknife.ts';
export { initialAlignment } from './theory/richness/kernel-alignment.ts';
export { type MeasureSettings, type RichnessMeasures, richnessMeasures } from './theory/richness/measures.ts';
export { type NeuralCollapse, neuralCollapse } from './theory/richness/neural-collapse.ts';
export { distanceMoved, squaredNorm } from './theory/richness/parameter-norms.ts';
export { RichnessError } from './theory/richness/richness-error.ts';
export { compactMoments, type RowMoments } from './theory/richness/row-moments.ts';
export type { RowBlock, RowShape, Rows } from './theory/richness/rows.ts';
export { type FeatureSpectrum, featureSpectrum, nystromExtension } from './theory/richness/spectrum.ts';
export { type SpectrumErrors, spectrumErrors } from './theory/richness/spectrum-errors.ts';
export { createNetwork } from './train/create-network.ts';
export { createOptimiser, type Optimiser } from './train/create-optimiser.ts';
export { createTraining } from './train/create-training.ts';
export {
  type MaskedSequences,
  sequenceExamples,
  type TokenExamples,
  windowExamples,
} from './train/data/masked-tokens.ts';
export { evaluateNetwork } from './train/evaluate-network.ts';
export { heLaw, type InitialLaw, type LayerSpec, linearLaw, torchLaw } from './train/layer-spec.ts';
export { lossOf } from './train/loss/loss-of.ts';
export type { Network, NetworkDescription, StreamPlace } from './train/network.ts';
export type { OptimiserSpec } from './train/optimiser.ts';
export type { Schedule } from './train/schedule.ts';
export { trainNetwork } from './train/train-network.ts';
export type {
  BatchSource,
  Training,
  TrainingData,
  TrainingOutcome,
  TrainingRun,
  TrainingSettings,
} from './train/training.ts';
export { TrainingDivergedError } from './train/training-diverged.ts';
