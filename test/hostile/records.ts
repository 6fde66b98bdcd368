import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npzBomb, sparse } from './archives.ts';

const reference = join(import.meta.dirname, '..', '..', 'results', 'reference', 'quickstart');

/** A record from a stranger, in the folder results/r, and what odepth is asked to do with it. */
export interface HostileRecord {
  readonly name: string;
  readonly args: readonly string[];
  write(folder: string): void;
  /** What the refusal says; null where the record is drawn, safely. */
  readonly says: RegExp | null;
}

interface Manifest {
  recordFormat: unknown;
  name: unknown;
  kind: unknown;
  provenance: Record<string, unknown>;
  files: { path: string; bytes: number; sha256: string }[];
}

/** A record like one that a run wrote, with files of other content, listed with their digests, and another manifest. */
function record(
  folder: string,
  changes: Readonly<Record<string, string | Uint8Array>> = {},
  change: (manifest: Manifest) => void = () => {},
): string {
  const contents = { 'series.csv': own('series.csv'), ...changes };
  const path = join(folder, 'results', 'r');
  mkdirSync(join(folder, 'results'), { recursive: true });
  cpSync(reference, path, { recursive: true });
  rmSync(join(path, 'figures'), { recursive: true });
  rmSync(join(path, 'report.html'));
  const manifest: Manifest = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8'));
  manifest.files = manifest.files.filter((file) => !/^figures|^report/.test(file.path));
  for (const [name, content] of Object.entries(contents)) {
    writeFileSync(join(path, name), content);
    const listed = manifest.files.find((file) => file.path === name)!;
    listed.sha256 = createHash('sha256').update(content).digest('hex');
  }
  change(manifest);
  writeFileSync(join(path, 'manifest.json'), JSON.stringify(manifest));
  return path;
}

const own = (name: string) => {
  const text = readFileSync(join(reference, name), 'utf8');
  return name === 'series.csv' ? thinned(text) : text;
};
/** Three depths of one quantity, so that a series is drawn in no time. */
const thinned = (text: string) =>
  text
    .split('\n')
    .filter((line, i) => i === 0 || /^V4,.*(",|,)(0|100|200),[^,]*,[a-z-]+,[^,]*,[^,]*,[a-z]+$/.test(line))
    .join('\n');
const drawn = (name: string, says: RegExp | null, write: (folder: string) => void): HostileRecord => ({
  name,
  args: ['plot', 'results/r'],
  write,
  says,
});

/** A record with one of its files changed. */
function changed(name: string, says: RegExp | null, file: string, content: () => string | Uint8Array): HostileRecord {
  return drawn(name, says, (folder) => record(folder, { [file]: content() }));
}

/** A record with something else in place of one of its files. */
function replaced(name: string, says: RegExp, file: string, make: (path: string) => void): HostileRecord {
  return drawn(name, says, (folder) => {
    const path = join(record(folder), file);
    rmSync(path);
    make(path);
  });
}

const fifo = (path: string) => void execFileSync('mkfifo', [path]);
const deep = '['.repeat(5_000_000);
const markup = `</title></desc></svg></style><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">\u202ex\u2066`;
const steer = '\x1b[2J\x1b]0;owned\x07\x9b31m\u202e';

const summary = (change: (summary: Record<string, unknown>) => void) => {
  const value = JSON.parse(own('summary.json'));
  change(value);
  return JSON.stringify(value);
};
const scenario = (change: (scenario: Record<string, unknown>) => void) => {
  const value = JSON.parse(own('scenario.json'));
  change(value);
  return JSON.stringify(value);
};
const verdict = (text: string) => [
  { claim: text, statistic: 1, threshold: 2, outcome: 'holds', detail: text, compared: undefined },
];
/** The series with the component of one of its quantities called otherwise. */
const component = (name: string) => own('series.csv').replaceAll('V4,"0,0,0,0"', `V4,"${name}"`);

/** Records that would take long, or much memory, or end in an error of the program. */
export const refused: readonly HostileRecord[] = [
  ...[
    '__proto__',
    'constructor',
    'geodesic',
    'richness-training',
    'validity-window',
    'renormalisation',
    'depth-profile',
    'layer-steps',
    'bottleneck-sweep',
    'geodesic-flow',
    'richness',
    markup,
    steer,
  ].map((kind) =>
    drawn(`of the kind ${JSON.stringify(kind)}`, /knows no study|cannot be drawn/, (folder) =>
      record(folder, {}, (manifest) => {
        manifest.kind = kind;
      }),
    ),
  ),
  drawn('of a format of 1 MB', /format/, (folder) =>
    record(folder, {}, (manifest) => {
      manifest.recordFormat = steer.repeat(100_000);
    }),
  ),
  drawn('of a manifest nested five million deep', /nested/, (folder) =>
    writeFileSync(join(record(folder), 'manifest.json'), deep),
  ),
  drawn('of a manifest of 10 GB', /at most/, (folder) =>
    sparse(join(record(folder), 'manifest.json'), '{', 10_000_000_000),
  ),
  drawn('of a manifest that is a pipe', /pipe/, (folder) => {
    const path = join(record(folder), 'manifest.json');
    rmSync(path);
    fifo(path);
  }),
  drawn('that is a folder within itself', /link/, (folder) => {
    mkdirSync(join(folder, 'results'));
    symlinkSync('r', join(folder, 'results', 'r'));
  }),
  changed('of a summary nested five million deep', /nested/, 'summary.json', () => `{"verdicts": ${deep}`),
  changed('of a scenario nested five million deep', /nested/, 'scenario.json', () => deep),
  changed(
    'of a scenario with a prototype',
    /cannot be drawn/,
    'scenario.json',
    () => '{"__proto__": {"kind": "kernel"}}',
  ),
  changed(
    'of a series of line breaks',
    /cells expected/,
    'series.csv',
    () => own('series.csv') + '\n'.repeat(5_000_000),
  ),
  changed(
    'of a series with one line of 20 MB',
    /characters/,
    'series.csv',
    () => `${own('series.csv')}K1,"${'"'.repeat(20_000_000)}`,
  ),
  changed('of arrays that unpack to 900 MB', /unpack/, 'arrays.npz', () => npzBomb('t', '<f8', '(112500000,)', 900)),
  replaced('of a series that is a pipe', /pipe/, 'series.csv', fifo),
  replaced('of a series that is a link to endless zeros', /link/, 'series.csv', (path) =>
    symlinkSync('/dev/zero', path),
  ),
  replaced('of a scenario that is a link out of it', /link/, 'scenario.json', (path) =>
    symlinkSync('/etc/passwd', path),
  ),
  replaced('of arrays of 100 GB', /at most/, 'arrays.npz', (path) => sparse(path, 'PK', 100_000_000_000)),
  replaced('of a summary that is a folder', /folder/, 'summary.json', (path) => mkdirSync(path)),
  drawn('that lists a link out of it as its own', /link/, (folder) => {
    const path = record(folder, {}, (manifest) => {
      manifest.files.push({ path: 'notes.txt', bytes: 1, sha256: '' });
    });
    symlinkSync('/etc/passwd', join(path, 'notes.txt'));
  }),
];

/** Records that are drawn, or compared, or listed, whatever they say of themselves. */
export const harmless: readonly HostileRecord[] = [
  ...[
    ['markup', markup],
    ['escapes', steer],
  ].flatMap(([what, text]) => [
    drawn(`with a name of ${what}`, null, (folder) =>
      record(folder, {}, (manifest) => {
        manifest.name = text;
      }),
    ),
    changed(`with a purpose of ${what}`, null, 'scenario.json', () =>
      scenario((value) => {
        value['purpose'] = text;
      }),
    ),
    changed(`with a verdict of ${what}`, null, 'summary.json', () =>
      summary((value) => {
        value['verdicts'] = verdict(text!);
      }),
    ),
    changed(`with a note of ${what}`, null, 'summary.json', () =>
      summary((value) => {
        value['notes'] = [text];
      }),
    ),
    changed(`with components of ${what}`, null, 'series.csv', () => component(text!.replaceAll('"', '""'))),
    drawn(`with settings of ${what}`, null, (folder) =>
      record(folder, {}, (manifest) => {
        manifest.provenance['used'] = [{ meaning: text, value: text }];
      }),
    ),
  ]),
  changed('with a component of 9 000 characters', null, 'series.csv', () => component('x'.repeat(9_000))),
  drawn('that lists files outside it as its own', null, (folder) => {
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    record(folder, {}, (manifest) => {
      manifest.files.push({ path: '../../mine.txt', bytes: 4, sha256: '' });
    });
  }),
  {
    name: 'compared with itself, its components escapes',
    args: ['compare', 'results/r', 'results/r'],
    write: (folder) => void record(folder, { 'series.csv': component(steer) }),
    says: null,
  },
  {
    name: 'compared with itself as JSON, its components escapes',
    args: ['compare', '--json', 'results/r', 'results/r'],
    write: (folder) => void record(folder, { 'series.csv': component(steer) }),
    says: null,
  },
  {
    name: 'listed, its name escapes, beside links that lead round in circles',
    args: ['list'],
    write(folder) {
      const path = record(folder, {}, (manifest) => {
        manifest.name = steer;
      });
      for (const i of [1, 2, 3]) symlinkSync('..', join(path, `${steer.replaceAll('/', '')}${i}`));
    },
    says: null,
  },
];
