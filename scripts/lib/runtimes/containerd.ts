import { defaultContainerdConfiguration } from '../facts/containerd.ts'
import type { ChangeInput } from '../plan/change.ts'
import { file, unit } from '../plan/changes.ts'
import { readContainerd } from '../settings/containerd.ts'
import { credentialFiles } from '../settings/credentials.ts'
import { logConfiguration, logReasons } from '../settings/log-configuration.ts'
import { proxyFiles } from '../settings/proxy.ts'
import { baseSpecChanges } from '../settings/ulimits.ts'
import {
  answers,
  endpoint,
  probeScript,
  restart,
  restartWhenUndone,
  runningContainers,
} from './containerd-answers.ts'
import { incompleteImages } from './carry-images.ts'
import { checkConfiguration } from './containerd-check.ts'
import { containerdConfiguration, versionAfter } from './containerd-configuration.ts'
import { containerdGate } from './containerd-gate.ts'
import { containerdInPlace } from './containerd-in-place.ts'
import { configurationFileOf, importsElsewhere } from './containerd-places.ts'
import { bringProgram, chooseProgram, programDropIn, programOf, programPath } from './containerd-program.ts'
import { containerdStore } from './containerd-store.ts'
import { otherContainers } from './docker.ts'
import { leaveContainerd, podsInContainerd } from './leave-containerd.ts'
import { registryFiles } from './registries.ts'
import type { Runtime, RuntimeContext } from './runtime.ts'
import { sandboxImage } from './sandbox-image.ts'

/** containerd with its own CRI plugin. */
export const containerd: Runtime = {
  id: 'containerd',
  reportedAs: 'containerd',
  socket: endpoint,
  daemons: ['containerd'],
  store: containerdStore,
  targets: [
    { kind: 'unit', subject: 'containerd.service' },
    { kind: 'file', subject: defaultContainerdConfiguration },
    { kind: 'file', subject: programDropIn },
    { kind: 'file', subject: '/etc/crictl.yaml' },
    { kind: 'tree', subject: '/etc/containerd' },
  ],
  isUsedBy: ({ kubelet }) => kubelet?.endpoint?.endsWith('/containerd.sock') === true,
  version: ({ containerd: installed }) => installed?.version,
  versionAfter: context => programOf(context).version,
  targetsFrom: facts =>
    [configurationFileOf(facts), ...importsElsewhere(facts)].map(subject => ({ kind: 'file', subject })),
  describe: (facts, version = facts.containerd?.version) =>
    version === undefined ? 'containerd' : `containerd ${version}`,
  read: readContainerd,
  kubelet: ({ carried }) => ({
    endpoint,
    flags: {},
    configuration: logConfiguration(carried),
    unit: 'containerd.service',
    reasons: logReasons(carried),
  }),
  gate: containerdGate,
  prepare: context => [
    ...bringProgram(context),
    ...(isReplaced(context) ? [] : [check(context, 'prepare')]),
    unit('containerd.service', {
      active: true,
      phase: 'prepare',
      reasons: ['images are carried into its store while the old runtime still serves'],
    }),
  ],
  configure: context => [
    ...chooseProgram(context),
    ...(isReplaced(context) ? [check(context, 'switch')] : []),
    file(configurationFileOf(context.facts), containerdConfiguration(context), {
      reasons: sandboxImage(context).reasons,
    }),
    ...registryFiles(context, versionAfter(context)),
    ...proxyFiles(context, 'containerd.service'),
    ...baseSpecChanges(context, versionAfter(context), programPath(programOf(context), 'ctr')),
    ...credentialFiles(context.facts, context.carried),
    file('/etc/crictl.yaml', context.render('crictl.yaml.hbs', { endpoint })),
  ],
  leaving: incompleteImages,
  leave: leaveContainerd,
  podsScript: () => podsInContainerd,
  stop: ({ facts }) => (otherContainers(facts.docker).length > 0 ? [restartWhenUndone()] : [stopUnit()]),
  start: ({ facts }) => [
    ...(otherContainers(facts.docker).length > 0 ? [restart()] : []),
    unit('containerd.service', { active: true, enabled: true }),
    answers(facts),
  ],
  inPlace: containerdInPlace,
  containersScript: runningContainers,
  probeScript: () => probeScript,
}

// A package that takes the place of another version restarts containerd: not while the old runtime serves.
function isReplaced(context: RuntimeContext): boolean {
  const { install } = programOf(context)
  return install !== undefined && 'package' in install && context.facts.containerd !== undefined
}

function check(context: RuntimeContext, phase: 'prepare' | 'switch'): ChangeInput {
  const files = [{ name: 'config.toml', content: containerdConfiguration(context) }]
  const program = programPath(programOf(context), 'containerd')
  return checkConfiguration(program, versionAfter(context), files, phase)
}

function stopUnit(): ChangeInput {
  return unit('containerd.service', {
    active: false,
    reasons: ['it starts again with the new configuration'],
  })
}
