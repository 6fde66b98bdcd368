import type { Complaint } from './issue.ts';

/** The catalogue's sentences about how many networks are sampled, and by what. */
export const samplingComplaints = {
  size: (came: readonly string[]): Complaint => ({
    expected: 'either networks, or until and atMost',
    came: came.length === 0 ? 'none of them' : came.length === 1 ? `${came[0]} alone` : came.join(' and '),
    advice:
      'for example sampling: {networks: 1000}, or sampling: {until: {quantity: K1, component: "0,0", standardError: 0.025}, atMost: 1000000} ' +
      '(in quick, null removes a field)',
  }),
  shardOfLooks: (came: number): Complaint => ({
    expected: 'no such field beside until',
    came: `${came}`,
    advice:
      'how many networks there will be is not known beforehand; leave shard out, or write networks in place of until',
  }),
  manyShards: (came: number, shards: number, most: number): Complaint => ({
    expected: `at most ${most} shards`,
    came: `${came}, which makes ${shards}`,
    advice: 'leave shard out: it is then chosen by the work',
  }),
  /** @param refusal a sentence: which engine, and what it does not do */
  engine: (refusal: string): Complaint => ({
    expected: 'an engine that covers what is asked of it',
    came: `one that does not: ${refusal}`,
    advice: 'engine: auto takes one that does; odepth engines lists all',
  }),
  precision: (precisions: readonly string[], refusal: string): Complaint => ({
    expected: 'a precision that the engine has',
    came: refusal,
    advice: precisions.length === 0 ? '' : `write precision: ${precisions.join(' or ')}, or choose another engine`,
  }),
};
