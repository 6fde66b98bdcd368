import type { GivenArray, RichnessScenario } from './richness-scenario.ts';

/** A network whose features are measured. */
export interface MeasuredPoint {
  /** Training step; null where there is one checkpoint, and for the network as it was initialised. */
  readonly step: number | null;
  /** Whether this is the network as it was initialised, measured for comparison. */
  readonly isInitial: boolean;
  readonly features: GivenArray;
  readonly outputs: GivenArray | null;
  /** Features that these are compared with. */
  readonly reference: GivenArray | null;
  readonly withSpectrum: boolean;
}

/**
 * What a scenario measures: the network as it was initialised, where that is more than a reference, then all checkpoints.
 * Spectra are those before and after training: of the initial features, or else of the first step of a series, and the last.
 */
export function measuredPoints(scenario: RichnessScenario): MeasuredPoint[] {
  const { checkpoints, initial, initialOutputs, spectrum } = scenario;
  const spectra = spectrum.components > 0;
  const isSeries = checkpoints.length > 1;
  const before: MeasuredPoint[] =
    initial && (initialOutputs || spectra)
      ? [
          {
            step: null,
            isInitial: true,
            features: initial,
            outputs: initialOutputs,
            reference: null,
            withSpectrum: spectra,
          },
        ]
      : [];
  return [
    ...before,
    ...checkpoints.map(
      ({ step, features, outputs }, i): MeasuredPoint => ({
        ...{ step, features, outputs, isInitial: false },
        reference: initial ?? (isSeries ? checkpoints[0]!.features : null),
        withSpectrum: spectra && (i === checkpoints.length - 1 || (i === 0 && !initial)),
      }),
    ),
  ];
}

/** What a point is called in progress and in notes. */
export function pointName({ step, isInitial }: MeasuredPoint): string {
  return isInitial ? 'initial network' : step === null ? 'trained network' : `step ${step}`;
}
