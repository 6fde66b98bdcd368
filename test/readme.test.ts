import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseProfile } from '#odepth/cluster/profile';
import { formatErrors, formatWithError } from '#odepth/figure/format';
import { readRecord } from '#odepth/record/read';
import type { Compared } from '#odepth/record/series';
import { scenarioDigest } from '#odepth/scenario/digest';
import { readScenarioSource } from '#odepth/scenario/read';
import { resolveScenario } from '#odepth/scenario/resolve';
import { studies } from '#odepth/study/registry';
import { savingInJax, savingInTorch } from '#odepth/study/richness/presentation/saving';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const reference = join(root, 'results', 'reference', 'quickstart');

/** The README's table, from the committed record. */
async function table(): Promise<string> {
  const { verdicts } = await readRecord(reference);
  const rows = verdicts.flatMap(({ compared, outcome }) => (compared ? [row(compared, outcome)] : []));
  return ['| | closure | theory | sampled | difference / s.e. | verdict |', '|---|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}

function row(compared: Compared, outcome: string): string {
  const { quantity, component, theory, standardErrors } = compared;
  const cells = [
    `${quantity}[${component}]`,
    theory,
    formatWithError(compared.theoryValue, compared.theoryError),
    formatWithError(compared.sampledValue, compared.sampledError),
    formatErrors(standardErrors),
    outcome,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The README's table of the claims about depth, from the committed record: a row for every way of mixing positions. */
async function claimTable(): Promise<string> {
  const { verdicts, rows: series } = await readRecord(join(root, 'results', 'reference', 'markov-sweep'));
  const lengths = [1, 2, 4, 7];
  const table = ['none', 'window', 'token-mixing'].map((mixing) => {
    const verdict = (claim: string) => verdicts.find((one) => one.claim.startsWith(`${claim}${mixing}:`))!;
    const number = (quantity: string, length: number) => {
      const component = `${mixing}, ξ = ${length}`;
      const found = series.find((one) => one.quantity === quantity && one.component === component)!;
      return formatWithError(found.value, found.error);
    };
    const learned = /learned nothing/.test(verdict('').detail!)
      ? 'nothing'
      : [...verdict('').detail!.matchAll(/(\d+) % of what can be learned/g)].map(([, share]) => share).join(', ');
    const cells = [
      mixing,
      learned,
      `${verdict('(i) ').outcome}: ${number('orderParameter', 1)}`,
      `${verdict('(ii) ').outcome}: ${lengths.map((length) => number('orderParameter', length)).join(', ')}`,
      `${verdict('(iii) ').outcome}: ${number('driftConcentration', 1)}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = [
    '| mixing | learned, % of what can be, ξ = 1, 2, 4, 7 | (i) rank falls, ξ = 1: Δrank | (ii) for short ξ only: Δrank at ξ = 1, 2, 4, 7 | (iii) share of the two largest steps, ξ = 1 |',
    '|---|---|---|---|---|',
  ];
  return [...head, ...table].join('\n');
}

/** The README's table of the bracket about the bottleneck rank, from the committed record. */
async function bracketTable(): Promise<string> {
  const { verdicts, rows: series } = await readRecord(join(root, 'results', 'reference', 'bottleneck-sweep'));
  const rows = [1, 2, 3, 5, 7, 9, 11, 13, 15].map((depth) => {
    const number = (quantity: string) => {
      const found = series.find((one) => one.quantity === quantity && one.component === `effectiveDepth = ${depth}`)!;
      return formatWithError(found.value, found.error);
    };
    const { outcome } = verdicts.find(({ claim }) => claim.endsWith(`bracket k* = 3 at L̃ = ${depth}`))!;
    const cells = [depth, number('bottleneckRankFromEnergy'), number('bottleneckRankFromCoi'), outcome];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| L̃ | −2H/L̃ | min COI | bracket of 3 |', '|---|---|---|---|', ...rows].join('\n');
}

/** A table in the README, by its mark. */
function shownTable(name: string): string | undefined {
  return new RegExp(`<!-- table:${name} -->\\n([\\s\\S]*?)\\n<!-- /table -->`).exec(readme)?.[1];
}

/** The digest of a committed record, and that of a shipped scenario. */
async function digests(record: string, scenario: string): Promise<[string, string]> {
  const { manifest } = await readRecord(join(root, 'results', 'reference', record));
  const source = await readScenarioSource(join(root, 'scenarios', scenario));
  return [manifest.digest, await scenarioDigest(await resolveScenario(source, studies))];
}

describe('the README', () => {
  it('opens with the numbers of the committed record', async () => {
    expect(shownTable('quickstart')).toBe(await table());
  });

  it('names only files that exist', () => {
    const targets = [...readme.matchAll(/\]\(((?!https?:)[^)]+)\)/g)].map((match) => match[1]!);
    expect(targets.length).toBeGreaterThan(3);
    expect(targets.filter((target) => !existsSync(join(root, target)))).toEqual([]);
  });

  it("shows an example that is a valid scenario, and the record's scenario is the shipped one", async () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(readme)![1]!;
    const scenario = await resolveScenario({ file: 'my-relu.yaml', text: example }, studies);
    expect(scenario).toMatchObject({ kind: 'kernel', ensemble: { layers: 100 } });
    const [committed, shipped] = await digests('quickstart', 'kernel/quickstart.yaml');
    expect(committed).toBe(shipped);
  });

  it('shows how D_LR falls in the committed record of modular addition, whose scenario is the shipped one', async () => {
    const [committed, shipped] = await digests('modular-addition', 'richness-training/modular-addition.yaml');
    expect(committed).toBe(shipped);
    const { verdicts } = await readRecord(join(root, 'results', 'reference', 'modular-addition'));
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'holds']);
    const row = readme.split('\n').find((line) => line.startsWith('| `modular-addition`'))!;
    const [, before, end, factor] = /from (\S+ ± \S+) to (\S+ ± \S+): a factor (\S+)/.exec(verdicts[1]!.detail!)!;
    for (const shown of [before!, end!, `${factor} times`]) expect(row).toContain(shown);
  });

  it('decides the claims about depth as the committed record does, whose scenario is the shipped one', async () => {
    expect(shownTable('markov-sweep')).toBe(await claimTable());
    const [committed, shipped] = await digests('markov-sweep', 'renormalisation-sweep/paper.yaml');
    expect(committed).toBe(shipped);
  });

  it('brackets the bottleneck rank as the committed record does, whose scenario is the shipped one', async () => {
    expect(shownTable('bottleneck-sweep')).toBe(await bracketTable());
    const [committed, shipped] = await digests('bottleneck-sweep', 'bottleneck-sweep/paper-figure-1.yaml');
    expect(committed).toBe(shipped);
  });

  it('saves arrays as the report of measured features does', () => {
    const programs = [...readme.matchAll(/```python\n([\s\S]*?)```/g)].map((match) => match[1]);
    expect(programs).toContain(savingInTorch);
    expect(programs).toContain(savingInJax);
  });

  it('shows no scenario and no cluster profile that is not valid', async () => {
    const blocks = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]!);
    const isProfile = (text: string) => /^slurm:/m.test(text);
    const examples = blocks.filter((text) => !isProfile(text));
    const kinds = await Promise.all(
      examples.map(async (text) => (await resolveScenario({ file: 'example.yaml', text }, studies)).kind),
    );
    expect(kinds).toEqual(['kernel', 'validity-window', 'geodesic']);
    const profiles = blocks.filter(isProfile).map((text) => parseProfile(text, 'cluster.yaml'));
    expect(profiles.map(({ partition }) => partition)).toEqual(['long']);
  });
});
