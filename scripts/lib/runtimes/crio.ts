import type { Facts } from '../facts/facts.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command, file, unit } from '../plan/changes.ts'
import { containersRegistryFiles } from '../settings/containers-registries.ts'
import { credentialFiles } from '../settings/credentials.ts'
import { readCrio } from '../settings/crio.ts'
import { logConfiguration, logReasons } from '../settings/log-configuration.ts'
import { proxyFiles } from '../settings/proxy.ts'
import { podsInCrio, removePods, stopPods, waitFor } from './cri-pods.ts'
import { checkCrio, crioConfiguration, crioDropIn, crioFolders } from './crio-configuration.ts'
import { crioGate, storageConfiguration, withoutCrictl } from './crio-gate.ts'
import { bringCrio, chooseCrio, crioComesAsPackage, crioProgram } from './crio-program.ts'
import { crioStore } from './crio-store.ts'
import type { Runtime, RuntimeContext } from './runtime.ts'
import { sandboxImage } from './sandbox-image.ts'

const endpoint = 'unix:///var/run/crio/crio.sock'
const policy = '/etc/containers/policy.json'

/** CRI-O. */
export const crio: Runtime = {
  id: 'crio',
  reportedAs: 'cri-o',
  socket: endpoint,
  daemons: ['crio'],
  store: crioStore,
  targets: [
    { kind: 'unit', subject: 'crio.service' },
    { kind: 'file', subject: '/etc/crio/crio.conf' },
    { kind: 'file', subject: policy },
    { kind: 'file', subject: storageConfiguration },
    { kind: 'file', subject: '/etc/crictl.yaml' },
    { kind: 'tree', subject: crioFolders.dropIns },
    { kind: 'tree', subject: '/etc/containers/registries.conf.d' },
    { kind: 'tree', subject: '/etc/containers/certs.d' },
  ],
  isUsedBy: ({ kubelet }) => kubelet?.endpoint?.endsWith('/crio.sock') === true,
  version: ({ crio: installed }) => installed?.version,
  versionAfter: context => crioProgram(context)?.version,
  describe: (facts, version = facts.crio?.version) => (version === undefined ? 'CRI-O' : `CRI-O ${version}`),
  read: readCrio,
  kubelet: ({ carried }) => ({
    endpoint,
    flags: {},
    configuration: logConfiguration(carried),
    unit: 'crio.service',
    reasons: logReasons(carried),
  }),
  gate: crioGate,
  leaving: ({ facts }) => withoutCrictl(facts),
  podsScript: () => podsInCrio,
  prepare: context => [...bringCrio(context), ...firstPolicy(context.facts), checkCrio(context)],
  configure: context => [
    ...chooseCrio(context),
    file(crioDropIn, crioConfiguration(context), { reasons: sandboxImage(context).reasons }),
    ...containersRegistryFiles(context),
    ...proxyFiles(context, 'crio.service'),
    ...credentialFiles(context.facts, context.carried),
    file('/etc/crictl.yaml', context.render('crictl.yaml.hbs', { endpoint })),
  ],
  leave,
  stop: () => [
    unit('crio.service', { active: false, reasons: ['it starts again with the new configuration'] }),
  ],
  start: context => [
    unit('crio.service', {
      active: true,
      enabled: true,
      restartOnChange: crioComesAsPackage(context),
    }),
    answers(),
  ],
  probeScript: () => probeScript,
}

const probeScript = `crictl --runtime-endpoint ${endpoint} version >/dev/null || { echo "CRI-O does not answer over CRI" >&2; exit 1; }\n`

// CRI-O pulls nothing without a policy. One that is there is the operator's.
function firstPolicy({ observed }: Facts): ChangeInput[] {
  if (observed.files.get(policy)?.exists === true) return []
  const anything = `${JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }, undefined, 2)}\n`
  const reasons = ['CRI-O pulls no image without one; this asks for no signatures, as Docker does']
  return [file(policy, anything, { phase: 'prepare', reasons })]
}

function leave({ facts }: RuntimeContext): ChangeInput[] {
  const reasons = [
    `${facts.crio?.tasks.length ?? 0} containers run now; those that the drain leaves are stopped, not removed`,
  ]
  return [
    // kubelet starts its pods anew once it is back on CRI-O.
    command('the pods of Kubernetes in CRI-O', {
      action: 'stop',
      reasons,
      script: stopPods(endpoint),
      undo: '',
    }),
    unit('crio.service', {
      active: false,
      enabled: false,
      reasons: ['its packages and its data stay'],
    }),
  ]
}

function answers(): ChangeInput {
  return command('CRI-O answers over CRI', {
    script: waitFor(probeScript),
    undo: `${removePods(endpoint)}exit 0\n`,
  })
}
