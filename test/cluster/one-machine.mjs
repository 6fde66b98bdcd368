// A Slurm of one machine and two nodes in a private folder: `node one-machine.mjs FOLDER`. Prints "ready", or what went
// wrong; ends, with everything that it started, when its standard input is closed, however the other side ended.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';

const folder = process.argv[2];
const conf = join(folder, 'slurm.conf');
const env = { ...process.env, SLURM_CONF: conf };
const nodes = ['n1', 'n2'];
const daemons = [];
let stopping = false;

process.stdin.resume();
process.stdin.on('close', stop);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop);

try {
  await start();
  process.stdout.write('ready\n');
} catch (error) {
  process.stdout.write(`failed: ${error.message}\n`);
  stop();
}

async function start() {
  const ports = await freePorts(1 + nodes.length);
  writeFileSync(conf, configuration(ports));
  for (const name of ['state', ...nodes.map((node) => `spool-${node}`)]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'munge.key'), randomBytes(128), { mode: 0o600 });
  const at = (name) => join(folder, name);
  const own = [`--key-file=${at('munge.key')}`, `--socket=${at('munge.socket')}`, `--pid-file=${at('munged.pid')}`];
  daemon('munged', ['-F', '--force', ...own, `--log-file=${at('munged.log')}`, `--seed-file=${at('munged.seed')}`]);
  await until(() => existsSync(at('munge.socket')), 'munged has no socket');
  daemon('slurmctld', ['-D', '-c']);
  for (const node of nodes) daemon('slurmd', ['-D', '-N', node]);
  const idle = () => spawnSync('sinfo', ['-h', '-o', '%T %D'], { env, encoding: 'utf8' }).stdout.trim() === 'idle 2';
  await until(idle, 'the nodes are not up');
}

function configuration([control, ...ports]) {
  const host = hostname().split('.')[0];
  const user = userInfo().username;
  return [
    `ClusterName=odepth\nSlurmctldHost=${host}(127.0.0.1)\nSlurmctldPort=${control}`,
    `AuthType=auth/munge\nAuthInfo=socket=${join(folder, 'munge.socket')}\nCredType=cred/munge`,
    `SlurmUser=${user}\nSlurmdUser=${user}`,
    'ProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\nJobAcctGatherType=jobacct_gather/none',
    'AccountingStorageType=accounting_storage/none\nMpiDefault=none\nSwitchType=switch/none',
    // The least loaded node first: two workers are on two nodes.
    'SelectType=select/cons_tres\nSelectTypeParameters=CR_CPU,CR_LLN',
    'SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,sched_min_interval=0',
    'SlurmdParameters=config_overrides\nReturnToService=2\nKillWait=2',
    `StateSaveLocation=${join(folder, 'state')}\nSlurmdSpoolDir=${join(folder, 'spool-%n')}`,
    `SlurmctldPidFile=${join(folder, 'slurmctld.pid')}\nSlurmdPidFile=${join(folder, 'slurmd-%n.pid')}`,
    `SlurmctldLogFile=${join(folder, 'slurmctld.log')}\nSlurmdLogFile=${join(folder, 'slurmd-%n.log')}`,
    ...nodes.map(
      (node, i) => `NodeName=${node} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${ports[i]} CPUs=8 RealMemory=500`,
    ),
    `PartitionName=all Nodes=${nodes.join(',')} Default=YES MaxTime=INFINITE State=UP`,
    '',
  ].join('\n');
}

function daemon(command, args) {
  const log = openSync(join(folder, `${command}-${args.at(-1)}.out`.replaceAll('/', '_')), 'a');
  const child = spawn(command, args, { env, stdio: ['ignore', log, log] });
  child.on('error', (error) => process.stdout.write(`failed: ${error.message}\n`));
  daemons.push(child);
}

/** Ports that nothing listens on, of this machine alone. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.on('listening', resolve))));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function until(condition, otherwise) {
  const deadline = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`${otherwise} after half a minute`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Kills all that has this cluster's configuration in its environment: daemons, steps, scripts, workers. */
async function stop() {
  if (stopping) return;
  stopping = true;
  const ended = daemons.filter(({ pid }) => pid).map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (let round = 0; round < 5; round++) for (const pid of ownProcesses()) kill(pid);
  await Promise.all(ended);
  process.exit(0);
}

function ownProcesses() {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`SLURM_CONF=${conf}`);
    } catch {
      return false;
    }
  });
}

function kill(pid) {
  try {
    process.kill(Number(pid), 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
