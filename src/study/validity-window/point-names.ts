import { canonicalJson, sha256 } from '../../scenario/digest.ts';
import type { SweepPoint, ValidityWindowScenario } from './window-scenario.ts';

/** File names of a point. */
export interface PointNames {
  /** With all of so many networks. */
  readonly complete: string;
  /** With as many as there have ever been: what a run goes on from that was stopped on the way, or that asks for more. */
  readonly started: string;
}

/** SHA-256 of all that a point's numbers depend on; refined ones carry their round. */
export async function pointNames(
  scenario: ValidityWindowScenario,
  { ensemble, save, seed }: SweepPoint,
  round: number,
  networks: number,
  code: string | undefined,
): Promise<PointNames> {
  const { theory, window } = scenario;
  const { sampler, controlVariates, random, engine, precision, networks: first, refineUpTo } = scenario.sampling;
  const sampled = { sampler, controlVariates, random, engine, precision };
  const content = { ensemble, save, seed, theory, ...sampled, code: code ?? '' };
  const key = round === 0 ? content : { ...content, round, networks: first, refineUpTo, window };
  return {
    complete: `${await sha256(canonicalJson({ ...key, complete: networks }))}.point`,
    started: `${await sha256(canonicalJson(key))}.sampling`,
  };
}
