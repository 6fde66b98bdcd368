import { LaneGroup } from '../../../solve/transcription/lane-group.ts';
import { meshOfSteps } from '../../../solve/transcription/mesh.ts';
import { laneColumns, stepsOf, type TranscriptionProblem } from '../../../solve/transcription/problem.ts';
import { adaptiveSteps, equidistantSteps, irregularSteps } from '../../../theory/geodesic/layer-steps.ts';
import type { TrainingSolver } from '../geodesic-scenario.ts';

/** Least relative move that counts, as a part of the largest: no layer becomes more than 20 times as thick as another. */
const smallestMove = 0.05;
/** Most of its input that one layer may forget, where there are layers enough. */
const mostForgotten = 0.9;

/** Depths at which layers begin and end before training. */
export function initialMesh({ layers, steps, irregularity }: TrainingSolver): Float64Array {
  return meshOfSteps([...(steps === 'irregular' ? irregularSteps(layers, irregularity) : equidistantSteps(layers))]);
}

/** How far a layer moves all data, and how long the data are after it. */
export interface LayerMoves {
  /** ‖A_ℓ − A_{ℓ−1}‖_F. */
  readonly moves: Float64Array;
  /** ‖A_ℓ‖_F. */
  readonly sizes: Float64Array;
}

/** Moves of every layer at given weights. */
export function layerMoves(problem: TranscriptionProblem, parameters: Float64Array): LayerMoves {
  const layers = problem.nodes.length - 1;
  const moves = new Float64Array(layers);
  const sizes = new Float64Array(layers);
  const lanes = laneColumns(problem.inputs.columns);
  new LaneGroup(problem, [...lanes.keys()], false).trace(parameters, () => {
    let before = new Float64Array();
    return {
      state(node, { data }) {
        if (node > 0) {
          for (let i = 0; i < data.length; i++) {
            const value = data[i]!;
            const move = value - before[i]!;
            moves[node - 1]! += move * move;
            sizes[node - 1]! += value * value;
          }
        }
        before = data.slice();
      },
      adjoint() {},
    };
  });
  return { moves: moves.map(Math.sqrt), sizes: sizes.map(Math.sqrt) };
}

/**
 * The mesh on which every layer would move the data by the same part of themselves, were the path to stay the same; the
 * weights of a layer stay with it. A layer keeps at least a tenth of its input, or what equidistant layers half-way to the
 * limit 1/L̃ would keep where there are few. The mesh stays as it is where a move is not finite or data shrink to nothing.
 */
export function adaptedMesh(problem: TranscriptionProblem, parameters: Float64Array): Float64Array {
  const { nodes, resnet } = problem;
  const { moves, sizes } = layerMoves(problem, parameters);
  const usable = moves.every((move, i) => Number.isFinite(move) && sizes[i]! > 0);
  if (!usable) return nodes;
  const limit = 1 / resnet.effectiveDepth;
  const largestStep = Math.max(mostForgotten * limit, (1 / moves.length + limit) / 2);
  return meshOfSteps([...adaptiveSteps(stepsOf(nodes), moves, sizes, { smallestMove, largestStep })]);
}
