import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeNpy } from '#odepth/record/npy';
import { encodeNpz } from '#odepth/record/npz';
import { geodesic, type HostileScenario, kernel, profile, richness, scenarioFile, sweepOfChains } from './scenarios.ts';

const numbers = { shape: [8, 2], data: Float64Array.from({ length: 16 }, (_, i) => (i * i) % 7) };

/** Fields of scenarios that name a file, with the ending that they ask for. */
const fields: Readonly<Record<string, { readonly ending: string; scenario(path: string): string }>> = {
  'inputs.file': { ending: '.npy', scenario: (path) => kernel({ inputs: `{file: ${path}}` }) },
  'task.data': { ending: '.npz', scenario: (path) => geodesic(`{data: ${path}}`) },
  'task.data.inputs': { ending: '.npy', scenario: (path) => geodesic(`{data: {inputs: ${path}, targets: [[1]]}}`) },
  'chain.matrix': { ending: '.npy', scenario: (path) => sweepOfChains(`{matrix: ${path}}`) },
  'data.features': { ending: '.npy', scenario: (path) => richness(`{features: ${path}, outputs: own.npy}`) },
  'streams[0].file': { ending: '.npy', scenario: (path) => profile(`[{file: ${path}}]`) },
  'streams[0].record': { ending: '', scenario: (path) => profile(`[{record: ${path}}]`) },
};

/** Ways out of a folder: the path, from the folder of the scenario, to what lies at `outside`. */
const ways: Readonly<Record<string, (outside: string, ending: string) => string>> = {
  'an absolute path': (outside, ending) => JSON.stringify(`${outside}/secret${ending}`),
  'a path upwards': (_, ending) => `../outside/secret${ending}`,
  'a path down and upwards': (_, ending) => `own/../../outside/secret${ending}`,
  'a path of another system': (_, ending) => JSON.stringify(`..\\outside\\secret${ending}`),
  'a drive': (_, ending) => JSON.stringify(`C:/outside/secret${ending}`),
  'an address': (outside, ending) => JSON.stringify(`file://${outside}/secret${ending}`),
  'a zero byte': (_, ending) => JSON.stringify(`own\0/../../outside/secret${ending}`),
  'a link': (_, ending) => `link${ending}`,
  'a link to a folder': (_, ending) => `way/secret${ending}`,
};

/** Scenarios that name something outside their folder; it is there, in `outside` beside the folder, and holds what is asked for. */
export const reaching: readonly HostileScenario[] = Object.entries(fields).flatMap(([field, { ending, scenario }]) =>
  Object.entries(ways).map(
    ([way, path]): HostileScenario => ({
      name: `${field}: ${way}`,
      says: /relative path that stays inside|link that leaves|no such file|outside the scenario's folder|path from (its|the) folder|a relative path/,
      write(folder) {
        const outside = join(folder, '..', 'outside');
        mkdirSync(join(outside, 'secret'), { recursive: true });
        writeFileSync(join(outside, 'secret.npy'), encodeNpy(numbers));
        writeFileSync(
          join(outside, 'secret.npz'),
          encodeNpz(
            new Map([
              ['X', numbers],
              ['Y', numbers],
            ]),
          ),
        );
        writeFileSync(join(outside, 'secret', 'manifest.json'), '{"recordFormat": 1, "name": "root:x:0:0"}');
        mkdirSync(join(folder, 'own'), { recursive: true });
        writeFileSync(join(folder, 'own.npy'), encodeNpy(numbers));
        symlinkSync(join(outside, `secret${ending}`), join(folder, `link${ending}`));
        symlinkSync(outside, join(folder, 'way'));
        writeFileSync(join(folder, scenarioFile), scenario(path(outside, ending)));
      },
    }),
  ),
);
