import { encodeJson } from '../record/json.ts';
import { type EngineReport, surveyEngines } from '../study/engines/survey.ts';
import { clock } from './clock.ts';
import { exitCode } from './exit-code.ts';
import { textTable } from './text-table.ts';

export interface EnginesOptions {
  readonly json?: boolean;
}

/** Each engine is timed for this long at least. */
const seconds = 0.3;

/** `odepth engines`: what can sample networks on this machine, and how fast. */
export async function engines(options: EnginesOptions): Promise<number> {
  const reports = await surveyEngines(clock, seconds);
  process.stdout.write(options.json ? encodeJson(reports.map((report) => ({ ...report }))) : text(reports));
  return exitCode.ok;
}

function text(reports: readonly EngineReport[]): string {
  const rows = reports.map(({ engine, precision, device, reason, sampler, speed }) => [
    engine,
    precision,
    device === null ? 'no' : 'yes',
    speed === null ? '–' : `${speed.toPrecision(3)} M/s${sampler === 'block-law' ? '' : `, ${sampler}`}`,
    device === null ? (reason ?? '') : [device, ...(reason === null ? [] : [reason])].join('; '),
  ]);
  const seen = new Set<string>();
  const details = reports.flatMap(({ engine, details: facts }) => {
    if (seen.has(engine) || Object.keys(facts).length === 0) return [];
    seen.add(engine);
    return [
      `${engine}: ${Object.entries(facts)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')}`,
    ];
  });
  return [
    textTable(['engine', 'precision', 'available', 'speed', 'device, or why not'], rows),
    '',
    'speed: neuron · input · layer updates per second, ReLU, 4 inputs, no control variates; of one core, or of the device',
    ...details,
    '',
  ].join('\n');
}
