import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { readScenarioSource } from '#odepth/scenario/read';
import { resolveScenario } from '#odepth/scenario/resolve';
import { sweepPositions } from '#odepth/study/bottleneck-sweep/sweep-scenario';
import { taskShape } from '#odepth/study/geodesic/task-of-scenario';
import { scenarioJsonSchema, studies } from '#odepth/study/registry';

const root = join(import.meta.dirname, '..', '..', 'scenarios');
const shipped = studies.flatMap(({ kind }) =>
  readdirSync(join(root, kind)).flatMap((file) => (file.endsWith('.yaml') ? [join(root, kind, file)] : [])),
);

describe('every shipped scenario', () => {
  it.each(shipped)('%s resolves, in full and in its quick form', async (file) => {
    const source = await readScenarioSource(file);
    const full = await resolveScenario(source, studies);
    const quick = await resolveScenario(source, studies, { quick: true });
    expect(file).toBe(join(root, full.kind, `${full.name}.yaml`));
    expect(quick).not.toEqual(full);
    if (quick.kind === 'geodesic' || quick.kind === 'bottleneck-sweep') {
      // What a gradient costs, per stage, on one core; a few hundred of them in a few seconds.
      const { solver, model } = quick;
      if (quick.kind === 'bottleneck-sweep') expect(sweepPositions(quick).length).toBeLessThanOrEqual(6);
      const steps = solver.method === 'training' ? solver.layers : 4 * solver.mesh.max;
      expect(steps * model.width ** 2 * taskShape(quick.task).points).toBeLessThan(2e6);
      return;
    }
    if (quick.kind !== 'kernel' && quick.kind !== 'validity-window') return;
    const ensembles = quick.kind === 'kernel' ? [quick.ensemble] : quick.points.map(({ ensemble }) => ensemble);
    const updates = ensembles.map(({ width, layers, inputKernel }) => width * layers * inputKernel.length);
    // 45 ns per neuron, input and layer on one core: two seconds at most.
    const seconds =
      (quick.sampling?.networks ?? quick.sampling?.atMost ?? 0) * updates.reduce((sum, one) => sum + one) * 45e-9;
    expect(seconds).toBeLessThan(2);
    expect(quick.theory?.modeOrder).toBeTypeOf('number');
  });

  it.each(shipped)('%s names the JSON Schema for editors and satisfies it', (file) => {
    const text = readFileSync(file, 'utf8');
    expect(text.split('\n', 1)[0]).toBe('# yaml-language-server: $schema=../odepth.schema.json');
    const schema = z.fromJSONSchema(JSON.parse(readFileSync(join(root, 'odepth.schema.json'), 'utf8')));
    expect(schema.safeParse(parse(text))).toMatchObject({ success: true });
  });
});

describe('the JSON Schema', () => {
  it('is the one the scenario language generates', () => {
    const committed = readFileSync(join(root, 'odepth.schema.json'), 'utf8');
    expect(committed).toBe(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  });

  it('refuses a misspelt field, at the top and inside quick', () => {
    const schema = z.fromJSONSchema(scenarioJsonSchema());
    const good = parse(readFileSync(join(root, 'kernel', 'quickstart.yaml'), 'utf8'));
    expect(schema.safeParse(good).success).toBe(true);
    expect(schema.safeParse({ ...good, smapling: {} }).success).toBe(false);
    expect(schema.safeParse({ ...good, quick: { sampling: { network: 3 } } }).success).toBe(false);
    expect(schema.safeParse({ ...good, quick: { sampling: null, theory: { closures: null } } }).success).toBe(true);
  });

  it('describes every field', () => {
    const undescribed: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === 'properties') {
          for (const [name, field] of Object.entries(value as object)) {
            if (!field.description) undescribed.push(`${path}/${name}`);
            walk(field, `${path}/${name}`);
          }
        } else walk(value, path);
      }
    };
    walk(scenarioJsonSchema(), '');
    expect(undescribed).toEqual([]);
  });
});
