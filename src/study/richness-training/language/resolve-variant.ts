import type { Draft } from '../../../scenario/kind.ts';
import { trainingComplaint } from '../../../scenario/training-messages.ts';
import { type NetworkChoice, type TaskChoice, type TrainingChoice, taskSize } from '../training-scenario.ts';
import type { MergedBlock, MergedVariant } from './merge-variant.ts';

type Refuse = Draft['refuse'];
type Resolved = { readonly task: TaskChoice; readonly network: NetworkChoice; readonly training: TrainingChoice };

/** The largest width of a hidden layer where none is given, as a multiple of the stream's. */
const hiddenPerWidth = 4;

/** Completes one variant and checks what its fields mean together; null where something is refused. */
export function resolveVariant(refuse: Refuse, { task, network, training }: MergedVariant): Resolved | null {
  let good = true;
  const complain: Refuse = (...complaint) => {
    good = false;
    refuse(...complaint);
  };
  const data = taskOf(complain, task);
  const net = networkOf(complain, network);
  if ((task.form === 'modularAddition') !== (network.form === 'transformer'))
    complain(['network'], trainingComplaint.tokens(task.form, network.form));
  const settings = trainingOf(complain, training, data);
  if ('mlp' in net && net.mlp.batchNorm && settings.batch === 1)
    complain(training.place('batch'), trainingComplaint.batchOfOne());
  return good ? { task: data, network: net, training: settings } : null;
}

function taskOf(refuse: Refuse, { form, fields, place }: MergedBlock): TaskChoice {
  const task = {
    [form]: { ...fields, ...(form === 'images' && { classes: fields['classes'] ?? null }) },
  } as TaskChoice;
  if ('modularAddition' in task) {
    const { train, test } = taskSize(task);
    if (train === 0 || test === 0) refuse(place('trainFraction'), trainingComplaint.emptyPart(train, train + test));
  }
  if ('linearTeacher' in task) {
    const { inputs, outputs, singularValues } = task.linearTeacher;
    const most = Math.min(inputs, outputs);
    if (singularValues.length > most)
      refuse(place('singularValues'), trainingComplaint.tooManySingularValues(most, singularValues.length));
    const sorted = [...singularValues].sort((a, b) => b - a);
    return { linearTeacher: { ...task.linearTeacher, singularValues: sorted } };
  }
  return task;
}

function networkOf(refuse: Refuse, { form, fields, place }: MergedBlock): NetworkChoice {
  const network = { [form]: fields } as unknown as NetworkChoice;
  if (!('transformer' in network)) return network;
  const { width, heads, hidden } = network.transformer as { width: number; heads: number; hidden?: number };
  if (width % heads !== 0) refuse(place('heads'), trainingComplaint.headsDivide(width, heads));
  return { transformer: { ...network.transformer, hidden: hidden ?? hiddenPerWidth * width } };
}

function trainingOf(refuse: Refuse, { fields, place }: MergedBlock, task: TaskChoice): TrainingChoice {
  const {
    steps,
    epochs,
    loss: wanted,
    ...rest
  } = fields as Omit<TrainingChoice, 'loss' | 'steps'> & {
    readonly steps?: number;
    readonly epochs?: number;
    readonly loss?: TrainingChoice['loss'];
  };
  const numbers = 'linearTeacher' in task;
  const loss = wanted ?? (numbers ? 'mean-square' : 'cross-entropy');
  if (numbers && loss === 'cross-entropy') refuse(place('loss'), trainingComplaint.lossOfNumbers());
  if (loss === 'cross-entropy' && rest.targetScale !== 1)
    refuse(place('targetScale'), trainingComplaint.scaledLabels(rest.targetScale));
  const { train } = taskSize(task);
  const batch = rest.batch === 'full' ? train : rest.batch;
  if (batch > train) refuse(place('batch'), trainingComplaint.batchTooLarge(train, batch));
  const given = Object.entries({ steps, epochs }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length !== 1) refuse(place('steps').slice(0, -1), trainingComplaint.stepsAndEpochs(given));
  const all = steps ?? (epochs ?? 1) * Math.ceil(train / batch);
  if (rest.warmUp > all) refuse(place('warmUp'), trainingComplaint.warmUpTooLong(all, rest.warmUp));
  return { ...rest, loss, steps: all };
}
