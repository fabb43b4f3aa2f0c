import { lt } from 'semver'
import type { Facts } from '../facts/facts.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command, file, unit } from '../plan/changes.ts'
import { noSettings } from '../settings/carried.ts'
import { containerdGate } from './containerd-gate.ts'
import { cniConfigurationsOf, cniPluginsOf, configurationFile, rootOf } from './containerd-places.ts'
import { containerdStore } from './containerd-store.ts'
import { otherContainers } from './docker.ts'
import { leaveContainerd, podsInContainerd } from './leave-containerd.ts'
import { certificatesDirectory, registryFiles } from './registries.ts'
import type { Runtime, RuntimeContext } from './runtime.ts'
import { sandboxImage } from './sandbox-image.ts'

const endpoint = 'unix:///run/containerd/containerd.sock'

/** containerd with its own CRI plugin. */
export const containerd: Runtime = {
  id: 'containerd',
  reportedAs: 'containerd',
  socket: endpoint,
  daemons: ['containerd'],
  store: containerdStore,
  targets: [
    { kind: 'unit', subject: 'containerd.service' },
    { kind: 'file', subject: configurationFile },
    { kind: 'file', subject: '/etc/crictl.yaml' },
    { kind: 'tree', subject: certificatesDirectory },
  ],
  isUsedBy: ({ kubelet }) => kubelet?.endpoint?.endsWith('/containerd.sock') === true,
  version: ({ containerd: installed }) => installed?.version,
  describe: (facts, version = facts.containerd?.version) =>
    version === undefined ? 'containerd' : `containerd ${version}`,
  read: () => noSettings,
  kubelet: () => ({ endpoint, flags: {}, configuration: {}, unit: 'containerd.service' }),
  gate: containerdGate,
  prepare: () => [
    unit('containerd.service', {
      active: true,
      phase: 'prepare',
      reasons: ['images are carried into its store while Docker still serves'],
    }),
  ],
  configure: context => [
    file(configurationFile, configuration(context), { reasons: sandboxImage(context).reasons }),
    ...registryFiles(context),
    file('/etc/crictl.yaml', context.render('crictl.yaml.hbs', { endpoint })),
  ],
  leave: leaveContainerd,
  podsScript: () => podsInContainerd,
  stop: ({ facts }) => (otherContainers(facts.docker).length > 0 ? [restartWhenUndone()] : [stopUnit()]),
  start: ({ facts }) => [
    ...(otherContainers(facts.docker).length > 0 ? [restart()] : []),
    unit('containerd.service', { active: true, enabled: true }),
    answers(facts),
  ],
  probeScript: () => probeScript,
}

const probeScript = `crictl --runtime-endpoint ${endpoint} version >/dev/null 2>&1 || ctr plugins ls | awk '$2 == "cri" && $NF == "ok" { found = 1 } END { exit !found }' || { echo "containerd does not answer over CRI" >&2; exit 1; }\n`

function configuration(context: RuntimeContext): string {
  const { facts } = context
  return context.render('containerd.toml.hbs', {
    root: rootOf(context),
    sandboxImage: sandboxImage(context).image,
    systemdCgroup: facts.kubelet?.cgroupDriver === 'systemd',
    cniBinDir: cniPluginsOf(context) ?? '/opt/cni/bin',
    cniConfDir: cniConfigurationsOf(context),
    certificatesDirectory,
    // registry.config_path is read from 1.5 on; an unknown key would not harm, but would mislead.
    configPath: !lt(facts.containerd?.version ?? '1.6.0', '1.5.0'),
  })
}

function stopUnit(): ChangeInput {
  return unit('containerd.service', {
    active: false,
    reasons: ['it starts again with the new configuration'],
  })
}

// While Docker stays up for others its containerd is restarted, never stopped: the way back needs a restart
// after the old configuration is in place, so it is journaled before the files.
function restartWhenUndone(): ChangeInput {
  return command('containerd gets its old configuration back on undo', {
    script: ':\n',
    undo: 'systemctl restart containerd.service\n',
  })
}

function restart(): ChangeInput {
  return command('restart containerd.service', {
    reasons: ['Docker stays up beside it for containers that are not of Kubernetes'],
    script: 'systemctl restart containerd.service\n',
    undo: '',
  })
}

// The undo ends every pod that was started in containerd meanwhile, through CRI where crictl is there, so that
// CNI gives their addresses back.
function answers({ hasCrictl }: Facts): ChangeInput {
  return command('containerd answers over CRI', {
    reasons: hasCrictl ? [] : ['asked of ctr, because the node has no crictl'],
    script: `for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  if ( ${probeScript.trim()} ) 2>/dev/null; then exit 0; fi
  sleep 1
done
${probeScript}`,
    undo: `if command -v crictl >/dev/null; then
  pods=$(crictl --runtime-endpoint ${endpoint} pods -q 2>/dev/null)
  [ -z "$pods" ] || crictl --runtime-endpoint ${endpoint} --timeout 60s stopp $pods >/dev/null 2>&1
  [ -z "$pods" ] || crictl --runtime-endpoint ${endpoint} --timeout 60s rmp -f $pods >/dev/null 2>&1
fi
for container in $(ctr -n k8s.io tasks ls -q 2>/dev/null); do
  ctr -n k8s.io tasks kill -s KILL "$container" >/dev/null 2>&1
done
for container in $(ctr -n k8s.io containers ls -q 2>/dev/null); do
  ctr -n k8s.io tasks rm -f "$container" >/dev/null 2>&1
  ctr -n k8s.io containers rm "$container" >/dev/null 2>&1
done
exit 0
`,
  })
}
