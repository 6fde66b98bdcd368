#!/usr/bin/env node
import { Command, Option } from 'commander';
import { exitCode, exitCodeHelp } from './exit-code.ts';
import { reportFailure } from './failure.ts';
import { version } from './version.ts';

const program = new Command('odepth')
  .description('Depth as time: ODE theory of deep networks beside sampled finite networks, from one scenario file.')
  .version(version())
  .showSuggestionAfterError()
  .showHelpAfterError('(odepth --help lists the commands)')
  .exitOverride()
  .addHelpText('after', exitCodeHelp);

const collect = (value: string, previous: string[]) => [...previous, value];
const set = () =>
  new Option('--set <path=value>', 'override one field, e.g. --set ensemble.width=128; repeatable')
    .argParser(collect)
    .default([], 'none');
const data = () => new Option('--data <folder>', 'where the arrays or the data sets of the scenario are');
const quick = () => new Option('--quick', "apply the scenario's quick: block: small enough for a test");

program
  .command('run')
  .description('run a scenario: theory, sampling, verdicts; write a record with figures and a report')
  .argument('<scenario>', 'scenario file (YAML or JSON)')
  .option('--out <folder>', 'folder of the record (default: results/NAME/DIGEST)')
  .addOption(set())
  .addOption(quick())
  .addOption(data())
  .option('--workers <count>', 'worker threads (default: the scenario, else one per core)')
  .option('--json', 'print summary.json on stdout, and nothing else there')
  .option('--fresh', 'compute everything again, whatever is there')
  .option('--refine [rounds]', 'validity windows: sample on where the window edge is undecided')
  .action(async (file, options) => finish((await import('./run.ts')).run(file, options)));

program
  .command('submit')
  .description('share the parts of a scenario out among workers of a cluster, and merge them when all are there')
  .argument('<scenario>', 'scenario file (YAML or JSON)')
  .addOption(
    new Option(
      '--on <where>',
      'slurm: a job array and a merge that waits for it; script: print a line of shell for every worker',
    )
      .choices(['slurm', 'script'])
      .makeOptionMandatory(),
  )
  .option('--out <folder>', 'folder of the record (default: results/NAME/DIGEST); parts and job are kept beside it')
  .addOption(set())
  .addOption(quick())
  .addOption(data())
  .option(
    '--workers <count>',
    'workers, each of which computes every n-th part (default: one per minute of work, at most 16)',
  )
  .option('--threads <count>', 'worker threads of each (default: 1)')
  .option(
    '--profile <file>',
    'header of the batch scripts: YAML, slurm: {partition, account, time, gres, mem, extra, prologue}',
  )
  .option('--dry-run', 'print the scripts, submit and write nothing')
  .option('--fresh', 'compute every part again, whatever is there')
  .action(async (file, options) => finish((await import('./submit.ts')).submit(file, options)));

program
  .command('work')
  .description('compute what is missing of the share of one worker of a job; batch scripts call it')
  .argument('<job>', 'folder of the job, or of its record')
  .requiredOption('--worker <index>', 'which worker this is, from 0')
  .option('--threads <count>', 'worker threads (default: as submitted)')
  .action(async (job, options) => finish((await import('./work.ts')).work(job, options)));

program
  .command('status')
  .description('say how far a job is: its parts, its workers in the queue, its record')
  .argument('<job>', 'folder of the job, or of its record')
  .option('--json', 'print it as JSON')
  .action(async (job, options) => finish((await import('./status.ts')).status(job, options)));

program
  .command('collect')
  .description('merge the parts of a job into its record')
  .argument('<job>', 'folder of the job, or of its record')
  .option('--compute-missing', 'compute missing parts here, in place of refusing to merge without them')
  .option('--json', 'print summary.json on stdout, and nothing else there')
  .action(async (job, options) => finish((await import('./collect.ts')).collect(job, options)));

program
  .command('cancel')
  .description("take a job out of Slurm's queue; its parts are kept")
  .argument('<job>', 'folder of the job, or of its record')
  .action(async (job) => finish((await import('./cancel.ts')).cancel(job)));

program
  .command('check')
  .description('validate a scenario and foretell its cost, without running it')
  .argument('<scenario>', 'scenario file (YAML or JSON)')
  .addOption(set())
  .addOption(quick())
  .addOption(data())
  .option('--json', 'print the resolved scenario as JSON')
  .action(async (file, options) => finish((await import('./check.ts')).check(file, options)));

program
  .command('richness')
  .description('measure the dynamical richness of the features of a trained network, from arrays that it saved')
  .argument(
    '<features>',
    'penultimate features, rows x neurons: file.npy or file.npz:name; with a *: a series over steps',
  )
  .argument('<outputs>', 'outputs, rows x classes, in the same way')
  .argument('[more...]', 'nothing: quote patterns with a *')
  .option('--targets <array>', 'what the network should learn')
  .option('--labels <array>', 'the class of every row: adds NC1, NC2 and the accuracy')
  .option('--initial <array>', 'features of the network as it was initialised: adds S_init')
  .option('--initial-outputs <array>', 'its outputs: adds its D_LR')
  .option('--rows <count>', 'use this many rows, chosen at random')
  .option('--estimator <name>', 'centre-then-project (default) or project-then-centre')
  .option('--rank-tolerance <part>', 'least singular value of the outputs that counts, over the largest')
  .option('--blocks <count>', 'blocks of rows left out one at a time for standard errors (default: 20)')
  .option('--spectrum [components]', 'eigenvalues of the feature kernel, cumulative quality and utilisation')
  .option('--out <folder>', 'write a record with figures and a report, spectrum included')
  .option('--name <name>', 'name of the record (default: richness)')
  .option('--seed <seed>', 'of the order in which rows are dealt out to blocks')
  .option('--workers <count>', 'worker threads (default: one per core)')
  .option('--json', 'print the summary as JSON on stdout, and nothing else there')
  .action(async (features, outputs, more, options) =>
    finish((await import('./richness.ts')).richness(features, outputs, more, options)),
  );

program
  .command('rank')
  .description(
    'measure effective ranks and drift of residual streams, layer by layer, from arrays that a program saved',
  )
  .argument(
    '<stream>',
    "layers x samples x width, or layers x samples x positions x width: file.npy or file.npz:name; 'layer-*.npy': a file for every layer; or the folder of a record",
  )
  .argument('[more...]', 'further streams, set beside the first')
  .option('--uncentred', 'ranks of the samples as they are, their mean not subtracted')
  .option('--outputs <array>', 'outputs, samples x classes: adds D_LR of every layer of the first stream')
  .option('--samples <count>', 'use this many samples, chosen at random')
  .option('--blocks <count>', 'blocks of samples left out one at a time for standard errors (default: 20)')
  .option('--plateau <part>', 'part of the mean speed of turning below which depth counts as a plateau (default: 0.5)')
  .option('--out <folder>', 'write a record with figures and a report')
  .option('--name <name>', 'name of the record (default: rank)')
  .option('--seed <seed>', 'of the order in which samples are dealt out to blocks')
  .option('--workers <count>', 'worker threads (default: one per core)')
  .option('--json', 'print the summary as JSON on stdout, and nothing else there')
  .action(async (stream, more, options) => finish((await import('./rank.ts')).rank(stream, more, options)));

program
  .command('list')
  .description('list the shipped scenarios and the records under results/')
  .action(async () => finish((await import('./list.ts')).list()));

program
  .command('plot')
  .description('draw the figures and the report of a record again')
  .argument('<record>', 'record folder')
  .action(async (record) => finish((await import('./plot.ts')).plot(record)));

program
  .command('compare')
  .description('compare two records number by number, in standard errors')
  .argument('<record>', 'record folder')
  .argument('<other>', 'record folder')
  .option('--threshold <errors>', 'largest difference that counts as agreement, in combined errors', '4')
  .option('--json', 'print the comparison as JSON')
  .action(async (record, other, options) => finish((await import('./compare.ts')).compare(record, other, options)));

program
  .command('engines')
  .description('list what can sample networks on this machine: engine, precision, device, speed')
  .option('--json', 'print the list as JSON')
  .action(async (options) => finish((await import('./engines.ts')).engines(options)));

program
  .command('bench')
  .description('compare the speed of all engines, in interleaved rounds, with numpy and PyTorch where python3 has them')
  .option('--out <folder>', 'write a record of the comparison there')
  .option('--rounds <count>', 'rounds, of which medians are taken', '5')
  .option('--quick', 'one round of small networks: a test that it works, not a measurement')
  .option('--json', 'print the comparison as JSON, and nothing else on stdout')
  .action(async (options) => finish((await import('./bench.ts')).bench(options)));

program
  .command('schema')
  .description('print the JSON Schema of scenario files')
  .action(async () => finish((await import('./schema.ts')).schema()));

async function finish(outcome: Promise<number>): Promise<void> {
  process.exitCode = await outcome;
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}

// A reader that closes early (odepth list | head) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCode.ok);
});
