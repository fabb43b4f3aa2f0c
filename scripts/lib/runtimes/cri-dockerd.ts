import { gte } from 'semver'
import type { Facts } from '../facts/facts.ts'
import { parseFlags } from '../facts/kubelet.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command, unit } from '../plan/changes.ts'
import { quote } from '../shell/quote.ts'
import { readDocker } from '../settings/docker.ts'
import { criDockerdGate, dockerLogSize } from './cri-dockerd-gate.ts'
import { criDockerdFiles, criDockerdSocket, criDockerdUnits, unitNames } from './cri-dockerd-units.ts'
import { bringCriDockerd, comesAsPackage, criDockerdProgram } from './cri-dockerd-program.ts'
import { removePods, stopPods, waitFor } from './cri-pods.ts'
import { leavingDocker } from './docker-notes.ts'
import { dockerStore } from './docker-store.ts'
import { configureDocker, prepareDocker, startDocker, stopDocker } from './docker-target.ts'
import { dockerTargets, leaveDocker, podsInDocker, removePodsInDocker } from './docker.ts'
import type { Runtime, RuntimeContext } from './runtime.ts'

/** Docker through cri-dockerd, the CRI server that outlived dockershim. */
export const criDockerd: Runtime = {
  id: 'cri-dockerd',
  reportedAs: 'docker',
  socket: 'unix:///var/run/cri-dockerd.sock',
  daemons: ['docker', 'cri-dockerd'],
  store: dockerStore,
  targets: [...dockerTargets, ...criDockerdUnits.map(subject => ({ kind: 'unit', subject }) as const)],
  isUsedBy,
  version: ({ criDockerd: installed }) => installed?.version,
  versionAfter: context => criDockerdProgram(context)?.version,
  describe: ({ docker, dockerd }) => {
    const version = docker?.version ?? dockerd?.version
    return version === undefined ? 'cri-dockerd' : `cri-dockerd (Docker ${version})`
  },
  read: readDocker,
  kubelet: context => ({
    endpoint: criDockerdSocket(context),
    flags: gates(context.facts),
    configuration: logSize(context),
    unit: unitNames(context.facts).service,
    reasons: ['Docker rotates logs first: it does not notice that kubelet does'],
  }),
  gate: criDockerdGate,
  leaving: leavingDocker,
  podsScript: () => podsInDocker,
  prepare: context => [...bringCriDockerd(context), ...prepareDocker(context)],
  configure: context => [...configureDocker(context), ...criDockerdFiles(context)],
  leave: context => [stopPodsOf(context.facts), ...stopUnits(context.facts), ...leaveDocker(context)],
  stop: context => [
    ...stopDocker(context),
    ...Object.values(unitNames(context.facts)).map(name =>
      unit(name, { active: false, reasons: ['it starts again with the new configuration'] }),
    ),
  ],
  start: context => {
    const { service, socket } = unitNames(context.facts)
    return [
      ...startDocker(context),
      ...[socket, service].map(name =>
        unit(name, { active: true, enabled: true, restartOnChange: comesAsPackage(context) }),
      ),
      answers(context),
    ]
  },
  probeScript: context => probe(criDockerdSocket(context)),
}

// By its usual name, and by the sockets that its unit listens on: an operator may have chosen any.
function isUsedBy({ kubelet, criDockerd: installed }: Facts): boolean {
  const endpoint = kubelet?.endpoint
  if (endpoint === undefined) return false
  const plain = (path: string) => path.replace(/^unix:\/\//u, '').replace(/^\/var\/run\//u, '/run/')
  return /cri-docker/u.test(endpoint) || (installed?.sockets.map(plain).includes(plain(endpoint)) ?? false)
}

// kubelet 1.36 talks WebSockets to whatever streams exec and attach, which cri-dockerd does not (its issues 560, 569).
function gates({ kubelet }: Facts): Record<string, string> {
  if (kubelet === undefined || !gte(kubelet.version, '1.36.0')) return {}
  const given = parseFlags(kubelet.arguments).get('feature-gates')?.split(',') ?? []
  const others = given.filter(gate => !gate.startsWith('ExtendWebSocketsToKubelet='))
  return { 'feature-gates': [...others, 'ExtendWebSocketsToKubelet=false'].join(',') }
}

// Docker cannot open a log anew, so its own rotation has to be first: kubelet's comes at twice the size.
function logSize(context: RuntimeContext): Record<string, string> {
  const size = dockerLogSize(context)
  // Without its "k" it would be a number to YAML, which kubelet does not take.
  return size === undefined ? {} : { containerLogMaxSize: `${Math.ceil((size * 2) / 1000)}k` }
}

function probe(socket: string): string {
  const path = socket.replace(/^unix:\/\//u, '')
  return `docker version >/dev/null || { echo "Docker does not answer" >&2; exit 1; }
if command -v crictl >/dev/null; then crictl --runtime-endpoint ${quote(socket)} version >/dev/null; else [ -S ${quote(path)} ]; fi || { echo "cri-dockerd does not answer" >&2; exit 1; }
`
}

function answers(context: RuntimeContext): ChangeInput {
  const socket = criDockerdSocket(context)
  return command('cri-dockerd answers over CRI', {
    reasons: context.facts.hasCrictl ? [] : ['only its socket is looked for, because the node has no crictl'],
    script: waitFor(probe(socket)),
    undo: `if command -v crictl >/dev/null; then\n${removePods(socket)}fi\n${removePodsInDocker}exit 0\n`,
  })
}

// Through cri-dockerd while it still serves, so that CNI gives the addresses of the pods back.
function stopPodsOf({ kubelet, hasCrictl }: Facts): ChangeInput {
  return command('the pods of Kubernetes in cri-dockerd', {
    action: 'stop',
    reasons: hasCrictl ? [] : ['without crictl on the node their addresses are given back by file'],
    script: `command -v crictl >/dev/null || exit 0\n${stopPods(kubelet?.endpoint ?? criDockerd.socket)}`,
    undo: '',
  })
}

// Each service before its socket, as in docker.ts.
function stopUnits({ observed }: Facts): ChangeInput[] {
  return criDockerdUnits
    .filter(name => observed.units.get(name)?.exists === true)
    .map(name => unit(name, { active: false, enabled: false }))
}
