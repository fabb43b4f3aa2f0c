import type { ChangeInput } from '../plan/change.ts'
import { command, unit } from '../plan/changes.ts'
import type { Note } from '../plan/plan.ts'
import { daemonFiles } from '../settings/daemon-file.ts'
import { daemonFile } from '../settings/docker-places.ts'
import { proxyFiles } from '../settings/proxy.ts'
import { cniFolders, cniNotes } from './cni-folders.ts'
import { diskSpace } from './disk-space.ts'
import { dockerCgroupDriver, otherContainers } from './docker.ts'
import type { RuntimeContext } from './runtime.ts'

/** What stands in the way of Docker as what runs a node's containers, and should be known before. */
export function dockerGate(context: RuntimeContext): Note[] {
  const { facts, settings, carried } = context
  if (facts.dockerd === undefined && facts.docker === undefined)
    return [
      blocker('docker-missing', 'Docker is not installed.', 'Install the package docker.io or docker-ce.'),
    ]
  return [
    ...hung(context),
    ...cgroupDriver(context),
    ...cniNotes(facts, 'criDockerd', cniFolders(facts, settings.criDockerd)),
    ...diskSpace(context),
    ...restarted(context),
    ...carried.lost,
  ]
}

/** A Docker that does not run gets its configuration and runs while the old runtime still serves: images go into it. */
export function prepareDocker(context: RuntimeContext): ChangeInput[] {
  if (context.facts.docker !== undefined) return []
  const phase = 'prepare'
  const reasons = ['images are carried into its store while the old runtime still serves']
  return [
    ...dockerFiles(context).map(change => ({ ...change, phase }) as const),
    ...ofSocket(context, { active: true, phase }),
    unit('docker.service', { active: true, phase, reasons }),
  ]
}

/** Docker is not stopped: who undoes a restart restarts it once more, on the files that are back by then. */
export function stopDocker(context: RuntimeContext): ChangeInput[] {
  if (!mustRestart(context)) return []
  const undo = 'systemctl restart docker.service\n'
  return [command('Docker gets its old configuration back on undo', { script: ':\n', undo })]
}

/** What Docker is told anew: nothing where it is what the node's settings were read from. */
export function configureDocker(context: RuntimeContext): ChangeInput[] {
  return context.facts.docker === undefined ? [] : dockerFiles(context)
}

/** Docker, from now on after every boot. */
export function startDocker(context: RuntimeContext): ChangeInput[] {
  return [
    ...(mustRestart(context) ? [restart()] : []),
    ...ofSocket(context, { active: true, enabled: true }),
    unit('docker.service', { active: true, enabled: true }),
  ]
}

// Older packages have no socket of systemd's.
function ofSocket({ facts }: RuntimeContext, options: Parameters<typeof unit>[1]): ChangeInput[] {
  const name = 'docker.socket'
  return facts.observed.units.get(name)?.exists === true ? [unit(name, options)] : []
}

function dockerFiles(context: RuntimeContext): ChangeInput[] {
  if (context.current.daemons.includes('docker')) return []
  return [...daemonFiles(context), ...proxyFiles(context, 'docker.service')]
}

// Certificates are read at every pull, the rest when Docker starts.
function mustRestart(context: RuntimeContext): boolean {
  const { files } = context.facts.observed
  return configureDocker(context).some(
    change =>
      change.type === 'file' &&
      (change.path === daemonFile || change.path.endsWith('.conf')) &&
      files.get(change.path)?.content !== change.content,
  )
}

function restart(): ChangeInput {
  return command('restart docker.service', {
    reasons: ['it runs already, and is told something new'],
    script: 'systemctl restart docker.service\n',
    undo: '',
  })
}

function restarted(context: RuntimeContext): Note[] {
  const names = otherContainers(context.facts.docker).map(({ name }) => name)
  if (names.length === 0 || context.facts.docker?.liveRestore === true || !mustRestart(context)) return []
  const message = `Docker is restarted for its new settings, and with it ${names.length} containers that are not of Kubernetes: ${names.join(', ')}.`
  return [{ severity: 'warning', id: 'other-containers', message }]
}

function hung({ facts, current }: RuntimeContext): Note[] {
  const { docker, observed } = facts
  const isUp = observed.units.get('docker.service')?.active === true
  if (current.daemons.includes('docker') || docker !== undefined || !isUp) return []
  const fix = 'Look at `docker info` on the node, and at `journalctl -u docker`.'
  return [blocker('docker-unreadable', 'Docker runs, and does not answer.', fix)]
}

// kubelet and Docker would each keep the pods in a tree of its own, and kubelet 1.23 refuses to start.
function cgroupDriver({ facts }: RuntimeContext): Note[] {
  const [dockers, kubelets] = [dockerCgroupDriver(facts), facts.kubelet?.cgroupDriver]
  if (kubelets === undefined || dockers === kubelets) return []
  return [
    blocker(
      'cgroup-driver',
      `Docker uses the cgroup driver ${dockers}, and kubelet ${kubelets}.`,
      `Write "exec-opts": ["native.cgroupdriver=${kubelets}"] into ${daemonFile}.`,
    ),
  ]
}

function blocker(id: string, message: string, fix: string): Note {
  return { severity: 'blocker', id, message, fix }
}
