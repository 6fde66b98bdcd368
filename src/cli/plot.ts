import { join } from 'node:path';
import { printable } from '../record/harmless.ts';
import { replaceFigures } from '../record/write.ts';
import { drawRecord } from './draw.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { kindOf } from './load.ts';
import { recordArrays, recordToRedraw } from './record-argument.ts';

/** `odepth plot`: figures and report again, from the numbers of a record. */
export async function plot(folder: string): Promise<number> {
  const { manifest, scenario, rows, verdicts, notes } = await recordToRedraw(folder);
  const { name, kind, digest, version, provenance } = manifest;
  const study = await kindOf(kind).load();
  const arrays = await recordArrays(folder);
  const summary = { name, kind, digest, verdicts, notes };
  const { figures, report } = await drawn(folder, kind, () =>
    drawRecord(study.present({ scenario, rows, provenance, arrays }), { summary, version }),
  );
  await replaceFigures(folder, figures, report);
  for (const figure of figures) {
    process.stdout.write(`${printable(join(folder, 'figures', figure.name))}.{vl.json,svg,png}\n`);
  }
  process.stdout.write(`${printable(join(folder, 'report.html'))}\n`);
  return exitCode.ok;
}

/** @throws CommandError where what a record holds is not what a run of its kind writes: it was made by something else */
async function drawn<Drawn>(folder: string, kind: string, draw: () => Promise<Drawn>): Promise<Drawn> {
  try {
    return await draw();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(
      exitCode.badInput,
      `odepth: ${folder}: the record cannot be drawn: expected what a study of kind ${kind} writes, came something else (${reason.slice(0, 300)}). Run the scenario again to rebuild it.`,
    );
  }
}
