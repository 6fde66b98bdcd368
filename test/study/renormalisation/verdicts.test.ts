import { describe, expect, it } from 'vitest';
import { studyVerdicts } from '#odepth/study/renormalisation/claims/verdicts';
import type { StreamProfile, StudiedNetwork } from '#odepth/study/renormalisation/point-result';
import type {
  MixingName,
  RenormalisationScenario,
  Variant,
} from '#odepth/study/renormalisation/renormalisation-scenario';
import { floorsOf, type VariantNetworks } from '#odepth/study/renormalisation/study-data';

const sequence = { length: 12, masked: 2 };
const scenario = { measure: { plateau: 0.05, concentration: 0.75 } } as unknown as RenormalisationScenario;

/** A stream at one position with these ranks and drifts. */
function profile(ranks: readonly number[], drift: readonly number[]): StreamProfile {
  const values = Float64Array.from(ranks);
  const same = { effectiveRank: values, effectiveRankSquared: values, participationRatio: values, stableRank: values };
  return {
    ...{ ranks: same, pooledRanks: same, drift: Float64Array.from(drift), pooledDrift: Float64Array.from(drift) },
    ...{ richness: values, richnessError: values, decodability: values },
  };
}

const calm = [0.01, 0.01, 0.01, 0.01];

interface Seed {
  readonly ranks?: readonly number[];
  readonly drift?: readonly number[];
  /** Share learned of what can be learned. */
  readonly learned?: number;
}

function networks(mixing: MixingName, correlationLength: number, seeds: readonly Seed[]): VariantNetworks {
  const variant: Variant = {
    ...{ label: `${mixing}, ξ = ${correlationLength}`, correlationLength, rows: 'all' },
    chain: { law: 'equal-mixing', states: 4, correlationLength },
    network: {
      ...{ layers: 4, width: 8, hidden: 8, activation: 'gelu', mixing },
      ...{ radius: mixing === 'window' ? 1 : 0, tokenHidden: 0 },
    },
  };
  const floors = floorsOf(variant, sequence);
  const points = seeds.map(({ ranks = [9, 8, 7, 6, 5], drift = calm, learned = 0.9 }): StudiedNetwork => {
    const shown = profile(ranks, drift);
    return {
      loss: floors.stationary - learned * (floors.stationary - floors.reachable),
      ...{ standardError: 1e-3, accuracy: 0.5, history: { steps: [1], means: [1], errors: [Number.NaN] } },
      ...{ initial: shown, trained: shown, meanKernel: null, failure: null, parameters: 1 },
    };
  });
  return { variant, points, floors };
}

/** Ranks that begin at 9 and end at 9 − fall, evenly, shifted a little seed by seed. */
const falling = (falls: readonly number[]): Seed[] =>
  falls.map((fall) => ({ ranks: [0, 1, 2, 3, 4].map((l) => 9 - (fall * l) / 4) }));

const outcomes = (all: readonly VariantNetworks[]) =>
  Object.fromEntries(studyVerdicts(scenario, all).map(({ claim, outcome }) => [claim.split(':')[0]!, outcome]));
const detail = (all: readonly VariantNetworks[], start: string) =>
  studyVerdicts(scenario, all).find(({ claim }) => claim.startsWith(start))!.detail;

describe('claim (i), that rank falls with depth', () => {
  it('holds where every step is down, fails where one is surely up, and is open where seeds disagree', () => {
    const of = (ranks: readonly (readonly number[])[]) =>
      outcomes([
        networks(
          'window',
          1,
          ranks.map((one) => ({ ranks: one })),
        ),
      ])['(i) window'];
    expect(
      of([
        [9, 8, 7, 6, 5],
        [9.1, 8, 7.1, 6, 5],
        [9, 8.1, 7, 6.1, 5.1],
      ]),
    ).toBe('holds');
    expect(
      of([
        [9, 8, 9, 6, 5],
        [9.1, 8, 9.1, 6, 5],
        [9, 8, 9.05, 6.1, 5.1],
      ]),
    ).toBe('fails');
    expect(
      of([
        [9, 8, 8.5, 6, 5],
        [9.1, 8, 7.1, 6, 5],
        [9, 8, 8.7, 6, 5],
      ]),
    ).toBe('inconclusive');
    expect(of([[9, 9, 9, 9, Number.NaN]])).toBe('inconclusive');
  });

  it('is that of the shortest correlation length; the others are in its words', () => {
    const all = [networks('window', 1, falling([4, 4.1, 3.9])), networks('window', 7, falling([-4, -4.1, -3.9]))];
    expect(outcomes(all)['(i) window']).toBe('holds');
    expect(detail(all, '(i)')).toContain('ξ = 7: fails: 0 of 4 steps down');
  });
});

describe('claim (ii), that collapse is selective', () => {
  it('holds for a fall at short correlations alone, fails for one at long ones as well', () => {
    const of = (short: readonly number[], long: readonly number[]) =>
      outcomes([networks('window', 1, falling(short)), networks('window', 7, falling(long))])['(ii) window'];
    expect(of([4, 4.1, 3.9], [0.1, -0.1, 0])).toBe('holds');
    expect(of([4, 4.1, 3.9], [4, 4.2, 3.8])).toBe('fails');
    expect(of([4, 4.1, 3.9], [2.1, 1.2, 2.8])).toBe('inconclusive');
    expect(of([-4, -4.1, -3.9], [0.1, -0.1, 0])).toBe('fails');
  });

  it('is not there for one chain, and once for every way of mixing', () => {
    const one = networks('window', 1, falling([4, 4.1]));
    expect(Object.keys(outcomes([one])).some((claim) => claim.startsWith('(ii)'))).toBe(false);
    const all = (['none', 'window', 'token-mixing'] as const).flatMap((mixing) =>
      [1, 7].map((xi) => networks(mixing, xi, falling([4, 4.1]))),
    );
    const found = studyVerdicts(scenario, all).filter(({ claim }) => claim.startsWith('(ii)'));
    expect(found.map(({ claim }) => claim.split(':')[0])).toEqual(['(ii) none', '(ii) window', '(ii) token-mixing']);
  });
});

describe('claim (iii), that drift is that of one or two transitions', () => {
  it('holds above the share, fails below it, and says where the plateau is', () => {
    const of = (drifts: readonly (readonly number[])[]) => [
      networks(
        'window',
        1,
        drifts.map((drift) => ({ drift })),
      ),
    ];
    const one = of([
      [0.9, 0.1, 0.01, 0.01],
      [0.8, 0.12, 0.01, 0.012],
      [0.85, 0.1, 0.011, 0.01],
    ]);
    expect(outcomes(one)['(iii) window']).toBe('holds');
    expect(detail(one, '(iii)')).toContain('drift below 0.050 from layer 2 to 4');
    const even = of([calm, [0.01, 0.011, 0.01, 0.01], [0.01, 0.01, 0.012, 0.01]]);
    expect(outcomes(even)['(iii) window']).toBe('fails');
  });
});

describe('what was learned', () => {
  const learned = (mixing: MixingName, shares: readonly number[]) =>
    networks(
      mixing,
      2,
      shares.map((share) => ({ learned: share })),
    );

  it('is called nothing where the loss is within error of the stationary entropy', () => {
    const nothing = [learned('window', [0.001, -0.001])];
    expect(outcomes(nothing)['window']).toBe('fails');
    expect(detail(nothing, 'window')).toContain('learned nothing beyond the stationary law');
    const some = [learned('window', [0.9, 0.92])];
    expect(outcomes(some)['window']).toBe('holds');
    expect(detail(some, 'window')).toContain('91 % of what can be learned');
    const half = [learned('window', [0.9, 0])];
    expect(outcomes(half)['window']).toBe('inconclusive');
    expect(detail(half, 'window')).toContain('1 of 2 networks learned nothing');
  });

  it('is nothing without mixing, whose floor is the entropy itself', () => {
    const blind = learned('none', [1, 1]);
    expect(blind.floors.reachable).toBeCloseTo(blind.floors.stationary, 12);
    expect(outcomes([blind])['none']).toBe('fails');
    expect(detail([blind], 'none')).toContain('cannot do better');
  });

  it('is more than can be known only by mistake: a loss far below the exact floor fails', () => {
    const floor = 'no network is better than the exact Bayes floor of what it sees';
    expect(outcomes([learned('window', [0.99, 1])])[floor]).toBe('holds');
    expect(outcomes([learned('window', [0.99, 1.1])])[floor]).toBe('fails');
  });
});
