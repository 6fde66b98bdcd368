import { parentPort, workerData } from 'node:worker_threads';
import { LaneGroup, type LaneOutput } from '../solve/transcription/lane-group.ts';
import type { LaneTask, LaneWorkerSetup } from './lane-team.ts';
import { failureOf } from './worker-answer.ts';

const { problem, lanes, curvature, unknowns, outputs } = workerData as LaneWorkerSetup;
const group = new LaneGroup(problem, lanes, curvature);

parentPort!.on('message', (task: LaneTask) => {
  try {
    const fits: number[] = [];
    const vectors = task.what === 'factors' ? task.vectors : outputs;
    const output: LaneOutput = (lane, fit, vector) => {
      fits.push(fit);
      vectors[lane]!.set(vector);
    };
    if (task.what === 'factors') group.factors(unknowns, task.draw, output);
    else group[task.what](unknowns, output);
    parentPort!.postMessage({ result: fits });
  } catch (error) {
    parentPort!.postMessage(failureOf(error));
  }
});
