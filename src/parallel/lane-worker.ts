import { parentPort, workerData } from 'node:worker_threads';
import { LaneGroup } from '../solve/transcription/lane-group.ts';
import type { LaneTask, LaneWorkerSetup } from './lane-team.ts';

const { problem, lanes, curvature, unknowns, outputs } = workerData as LaneWorkerSetup;
const group = new LaneGroup(problem, lanes, curvature);

parentPort!.on('message', (task: LaneTask) => {
  try {
    const fits: number[] = [];
    group[task](unknowns, (lane, fit, vector) => {
      fits.push(fit);
      outputs[lane]!.set(vector);
    });
    parentPort!.postMessage({ result: fits });
  } catch (error) {
    parentPort!.postMessage({ failure: error instanceof Error ? error.message : String(error) });
  }
});
