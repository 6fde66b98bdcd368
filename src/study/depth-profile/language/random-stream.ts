import { complaint } from '../../../scenario/message-catalogue.ts';
import { profileComplaint } from '../../../scenario/profile-messages.ts';
import { completeDepth, rounded } from '../../kernel/language/depth-grid.ts';
import { Refused } from '../../kernel/language/refused.ts';
import type { RandomStream } from '../depth-scenario.ts';
import type { StreamFields } from './depth-schema.ts';
import { mostLayers } from './file-stream.ts';

type Fields = Extract<StreamFields, { readonly random: unknown }>;

/** Networks at random weights, their depth scale completed. Complaints are about its own fields. */
export async function randomStream({ random, label }: Fields): Promise<RandomStream | Refused> {
  const path = ['random', 'ensemble'];
  const scale = completeDepth(random.ensemble);
  if (scale instanceof Refused)
    return new Refused(...scale.complaints.map((one) => ({ ...one, path: [...path, ...one.path] })));
  const { layers, residualScale } = scale;
  const product = random.ensemble.leak * residualScale ** 2;
  if (product > 1 + 1e-12)
    return new Refused({ path: [...path, 'leak'], words: complaint.leakTooStrong(rounded(product, 12)) });
  if (layers >= mostLayers)
    return new Refused({ path: [...path, 'layers'], words: profileComplaint.manyLayers(mostLayers, layers + 1) });
  const { activation } = random.ensemble;
  if (typeof activation !== 'string') {
    const { compileExpression, ExpressionError } = await import('../../../model/expression.ts');
    try {
      await compileExpression(activation.expression);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return new Refused({ path: [...path, 'activation'], words: complaint.badExpression(error.message) });
    }
  }
  const ensemble = { ...random.ensemble, ...scale };
  const { inputs, networks } = random;
  return { from: 'random', label: label ?? 'random', ensemble, inputs, networks, layers: layers + 1 };
}
