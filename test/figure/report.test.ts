import { beforeAll, describe, expect, it } from 'vitest';
import { reportHtml } from '#odepth/figure/report';
import { hostile, sampleReport } from '../report/sample-report.ts';

describe('the report', () => {
  let html: string;
  beforeAll(async () => {
    html = await sampleReport();
  });

  it('holds no script, no address to load from, and no text that was not escaped', () => {
    expect(html).not.toMatch(/<(?:script|img|iframe|object|embed|link (?!rel="icon" href="data:,")|base)/i);
    expect(html).not.toMatch(/<[^>]* on\w+=/i);
    expect(html).not.toContain(hostile);
    expect(html).not.toMatch(/(?:src|href)="(?!#|data:)/);
    expect(html).not.toMatch(/@import|url\((?!#)/);
    expect(html).toContain("default-src 'none'");
  });

  it('uses every id once and refers to none that is missing', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(ids);
    for (const [, id] of html.matchAll(/url\(#([^)]+)\)/g)) expect(known).toContain(id);
    for (const [, list] of html.matchAll(/aria-(?:labelled|described)by="([^"]+)"/g))
      for (const id of list!.split(' ')) expect(known).toContain(id);
  });

  it('keeps a formula of the user as it was given', () => {
    expect(html).toContain('x + 0 * x_1^2');
  });

  it('writes symbols with sub- and superscripts', () => {
    expect(html).toContain('φ<sup>ℓ+1</sup> = (1 − κ ε<sup>2</sup>) φ<sup>ℓ</sup>');
    expect(html).toContain('C<sub>W</sub>');
  });

  it('is the same in every byte when made again', async () => {
    expect((await sampleReport()) === html).toBe(true);
  });

  it('is complete without verdicts, figures, notes and methods', () => {
    const empty = { verdicts: [], sections: [], figures: [], tables: [], methods: [], notes: [] };
    const page = reportHtml({ name: 'n', purpose: 'p', kind: 'kernel', digest: 'd', version: '0', ...empty });
    expect(page).toContain('Nothing was decided');
    expect(page).not.toContain('undefined');
  });
});
