import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleReport } from './sample-report.ts';

const executablePath = findChromium();

function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

describe.skipIf(!executablePath)('report.html in a browser (skipped where no chromium is in PATH)', () => {
  let folder: string;
  let address: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'odepth-report-'));
    const file = join(folder, 'report.html');
    writeFileSync(file, await sampleReport());
    address = pathToFileURL(file).href;
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: [
        ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
        ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.goto(address);
    return page;
  }

  it('opens from file:// without a console message, an error or a request', async () => {
    const page = await browser.newPage();
    const heard: string[] = [];
    page.on('console', (message) => heard.push(message.text()));
    page.on('pageerror', (error) => heard.push(error.message));
    page.on('dialog', (dialog) => heard.push(dialog.message()));
    page.on('request', (request) => heard.push(request.url()));
    await page.goto(address, { waitUntil: 'networkidle' });
    expect(heard).toEqual([address]);
    await page.close();
  });

  it.each([1280, 390])('shows every figure in full, with axis labels of at least 9 px, at %i px', async (width) => {
    const page = await open(width);
    const figures = await page.locator('figure').all();
    expect(figures).toHaveLength(4);
    for (const figure of figures) {
      const image = figure.getByRole('img');
      expect(await image.count()).toBe(1);
      const box = (await image.boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.width).toBeGreaterThan(0.8 * Math.min(width, 940));
      const heights = await image.evaluate((svg) => {
        const scale = svg.getBoundingClientRect().width / Number(svg.getAttribute('width'));
        return [...svg.querySelectorAll('text')].map(
          (text) => scale * Number.parseFloat(getComputedStyle(text).fontSize),
        );
      });
      expect(heights.length).toBeGreaterThan(20);
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(9);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.close();
  });

  it.each([1280, 390])('lets no two texts of a figure overlap and none stick out at %i px', async (width) => {
    const page = await open(width);
    for (const image of await page.locator('figure').getByRole('img').all()) {
      const problems = await image.evaluate((svg) => {
        const frame = svg.getBoundingClientRect();
        const boxes = [...svg.querySelectorAll('text')].map(
          (text) => [text.textContent, text.getBoundingClientRect()] as const,
        );
        const outside = boxes.filter(
          ([, box]) =>
            box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom,
        );
        const overlapping = boxes.flatMap(([text, a], i) =>
          boxes
            .slice(i + 1)
            .filter(([, b]) => a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom)
            .map(([other]) => `${text} × ${other}`),
        );
        return [...outside.map(([text]) => `${text} sticks out`), ...overlapping];
      });
      expect(problems).toEqual([]);
    }
    await page.close();
  });

  it.each([1280, 390])('has tables that a screen reader finds by role and name at %i px', async (width) => {
    const page = await open(width);
    const verdicts = page.getByRole('table', { name: /Theory against sampled networks/ });
    expect(await verdicts.getByRole('row').count()).toBe(1 + 8);
    expect(await verdicts.getByRole('rowheader').count()).toBe(8);
    expect(await verdicts.getByRole('columnheader', { name: 'Verdict' }).count()).toBe(1);
    for (const summary of await page.locator('summary').all()) await summary.click();
    const series = page.getByRole('table', { name: /^V₄ = n Cov\(G₀₁, G₀₁\), components \(0,1\) and \(0,1\)/ });
    expect(await series.getByRole('row').count()).toBe(1 + 21);
    expect(await series.getByRole('rowheader', { name: '0.2', exact: true }).count()).toBe(1);
    expect(await series.getByRole('columnheader', { name: 'sampled ± 1 standard error', exact: true }).count()).toBe(1);
    expect(await page.getByRole('img', { name: /^Kernel covariance/ }).count()).toBe(1);
    await page.close();
  });

  it('follows the preferred colour scheme, with figures on white and text of contrast 4.5 and more', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      const page = await open(1280, scheme);
      const colours = await page.evaluate(() => {
        const of = (selector: string) => getComputedStyle(document.querySelector(selector)!);
        const text = ['body', '.kind', '.detail', 'summary', '.holds', '.inconclusive', 'footer'].map(
          (selector) => of(selector).color,
        );
        return { ground: of('body').backgroundColor, card: of('.card').backgroundColor, text };
      });
      expect(colours.card).toBe('rgb(255, 255, 255)');
      expect(luminance(colours.ground) > 0.5).toBe(scheme === 'light');
      for (const text of colours.text) expect(contrast(text, colours.ground)).toBeGreaterThanOrEqual(4.5);
      await page.close();
    }
  });
});

/** Relative luminance and contrast ratio of WCAG 2.2. */
function luminance(colour: string): number {
  const [red, green, blue] = (colour.match(/[\d.]+/g) ?? [])
    .map((part) => Number(part) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}
