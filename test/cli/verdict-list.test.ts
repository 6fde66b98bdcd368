import { expect, it } from 'vitest';
import { verdictList } from '#odepth/cli/verdict-table';
import { verdictSection } from '#odepth/figure/verdict-table';
import type { Verdict } from '#odepth/record/series';

const verdict: Verdict = {
  claim: 'H is constant',
  statistic: 0.01234,
  threshold: 0.1,
  outcome: 'holds',
  detail: 'H from 1 to 2',
};
const verdicts: Verdict[] = [verdict, { ...verdict, claim: 'k* = 3', outcome: 'inconclusive', statistic: -2 }];

it('claims that compare no two numbers are listed with the deciding number, its threshold and the detail', () => {
  expect(verdictList(verdicts, false)).toBe(
    [
      'holds         H is constant',
      '              0.0123 against 0.100: H from 1 to 2',
      'inconclusive  k* = 3',
      '              −2.00 against 0.100: H from 1 to 2',
    ].join('\n'),
  );
});

it('the report has columns for them, and no word of sampled networks', () => {
  const html = verdictSection(verdicts);
  for (const cell of ['data-column="Statistic">0.0123', 'data-column="Threshold">0.100', 'H from 1 to 2'])
    expect(html).toContain(cell);
  expect(html).not.toMatch(/[Ss]ampled/);
});
