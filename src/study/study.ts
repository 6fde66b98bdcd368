import type { ScenarioKind } from '../scenario/kind.ts';
import type { CostPrediction, StudyHost, StudyResult, StudyShared, StudyStopped } from './host.ts';
import type { Presentation, PresentationInput } from './presentation.ts';

/** What computes a scenario of one kind and shows its record. */
export interface StudyModule<Scenario> {
  /** A `StudyShared` exactly where the host names a share. */
  run(scenario: Scenario, digest: string, host: StudyHost): Promise<StudyResult | StudyStopped | StudyShared>;
  /**
   * The file name of every part that a run keeps, in the order by which shares are dealt out; only where `Study.shares`.
   * @throws SharingError for a scenario whose parts are not known beforehand, with what to write instead
   */
  partNames?(
    scenario: Scenario,
    digest: string,
    host: Pick<StudyHost, 'code' | 'dataFolder' | 'locate'>,
  ): Promise<readonly string[]>;
  present(input: PresentationInput): Presentation;
}

/** One kind of study: its scenario language; its forecast and its run are loaded when they are needed. */
export interface Study<Scenario> extends ScenarioKind<Scenario> {
  /** Whether a run keeps finished parts, so that running a finished scenario again is nothing to do. */
  readonly keepsParts: boolean;
  /** Whether its parts can be shared out among workers: its module has `partNames`, and its `run` takes a share. */
  readonly shares?: boolean;
  /** Whether `--refine` can sample on where a run left something undecided. */
  readonly refines: boolean;
  /** Whether `--data` can say where its arrays or its data sets are. */
  readonly readsData?: boolean;
  /** `dataFolder`: where data sets are looked for, in place of where their packages put them. */
  predictCost(scenario: Scenario, dataFolder?: string): Promise<CostPrediction>;
  load(): Promise<StudyModule<Scenario>>;
}
