import { join } from 'node:path';
import { readArrays } from '../record/read.ts';
import { replaceFigures } from '../record/write.ts';
import { drawRecord } from './draw.ts';
import { exitCode } from './exit-code.ts';
import { kindOf } from './load.ts';
import { recordArgument } from './record-argument.ts';

/** `odepth plot`: figures and report again, from the numbers of a record. */
export async function plot(folder: string): Promise<number> {
  const { manifest, scenario, rows, verdicts, notes } = await recordArgument(folder);
  const { name, kind, digest, version, provenance } = manifest;
  const study = await kindOf(kind).load();
  const presentation = study.present({ scenario, rows, provenance, arrays: await readArrays(folder) });
  const { figures, report } = await drawRecord(presentation, {
    summary: { name, kind, digest, verdicts, notes },
    version,
  });
  await replaceFigures(folder, figures, report);
  for (const figure of figures) process.stdout.write(`${join(folder, 'figures', figure.name)}.{vl.json,svg,png}\n`);
  process.stdout.write(`${join(folder, 'report.html')}\n`);
  return exitCode.ok;
}
