import { z } from 'zod'
import type { UlimitSettings } from './carried.ts'
import { carried, lost, lostNote, nowhere } from './docker-key.ts'
import type { DockerKey, Said } from './docker-key.ts'
import type { Contribution } from './merge.ts'

const limit = z.union([
  z.looseObject({ Hard: z.number(), Soft: z.number().optional() }),
  // As the flag has it: --default-ulimit nofile=1024:4096
  z
    .string()
    .regex(/^-?\d+(?::-?\d+)?$/u)
    .transform(text => {
      const [soft = 0, hard = soft] = text.split(':').map(Number)
      return { Hard: hard, Soft: soft }
    }),
])

const runtime = z.union([
  z.looseObject({
    path: z.string().optional(),
    runtimeArgs: z.array(z.string()).nullish(),
    runtimeType: z.string().optional(),
    options: z.unknown().optional(),
  }),
  // --add-runtime NAME=PATH
  z.string().transform(path => ({ path, runtimeArgs: [], runtimeType: undefined, options: undefined })),
])

/** What holds for every container. */
export const containerKeys: readonly DockerKey[] = [
  carried({
    key: 'default-ulimits',
    flag: 'default-ulimit',
    form: 'pairs',
    containerd: '`base_runtime_spec` of every handler, made from `ctr oci spec` on the node.',
    crio: '`default_ulimits`.',
    type: z.record(z.string(), limit),
    to: (limits, { source }) => ({
      ulimits: Object.entries(limits).map(([name, { Hard, Soft = Hard }]) => ({
        value: { name, soft: Soft, hard: Hard } satisfies UlimitSettings,
        source,
      })),
    }),
  }),
  carried({
    key: 'runtimes',
    flag: 'add-runtime',
    form: 'pairs',
    containerd:
      '`runtimes.NAME` with `BinaryName`, or with its `runtime_type`. Arguments and options are lost.',
    crio: '`[crio.runtime.runtimes.NAME]` with `runtime_path`. Arguments, options and shims are lost.',
    type: z.record(z.string(), runtime),
    to: handlers,
  }),
  carried({
    key: 'default-runtime',
    containerd: '`default_runtime_name`.',
    crio: '`default_runtime`.',
    type: z.string(),
    to: (name, { source }) => (isRunc(name) ? {} : { defaultHandler: { value: name, source } }),
  }),
  carried({
    key: 'selinux-enabled',
    containerd: '`enable_selinux`.',
    crio: '`selinux`.',
    type: z.stringbool().or(z.boolean()),
    to: (value, { source }) => (value ? { selinux: { value, source } } : {}),
  }),
  carried({
    key: 'exec-opts',
    flag: 'exec-opt',
    form: 'many',
    containerd: '`native.cgroupdriver`: `SystemdCgroup` follows kubelet, as Docker had to.',
    crio: '`native.cgroupdriver`: `cgroup_manager` follows kubelet, as Docker had to.',
    type: z.array(z.string()),
    to: (options, said) => ({
      lost: options
        .filter(option => !option.startsWith('native.cgroupdriver='))
        .map(option =>
          lostNote({ source: `${option} in ${said.source}` }, 'it is an option of Docker alone'),
        ),
    }),
  }),
  lost({
    key: 'seccomp-profile',
    why: 'pods with the profile RuntimeDefault get the one that the new runtime is built with; CRI-O can be given it as `seccomp_profile`',
    fix: 'Name it in the pods as a Localhost profile.',
    harmless: ['builtin', 'default', 'unconfined'],
  }),
  lost({
    key: 'userns-remap',
    why: 'containers get the user ids that they have on the node, and files in hostPath volumes seem to have another owner',
    fix: 'Give pods hostUsers: false where the kubelet can do it, and look at the owners of their files.',
  }),
  lost({
    key: 'no-new-privileges',
    why: 'no runtime sets it for every container',
    fix: 'Set allowPrivilegeEscalation: false in the pods.',
    harmless: [false],
  }),
  lost({
    key: 'init',
    why: 'no other runtime puts an init before the first process of a container, so nobody reaps its zombies',
    fix: 'Put one such as tini into the image, or set shareProcessNamespace in the pods.',
    harmless: [false],
  }),
  lost({
    key: 'default-cgroupns-mode',
    why: 'containers get a cgroup namespace of their own on cgroup v2, and none on v1',
    harmless: ['private'],
  }),
  lost({
    key: 'cpu-rt-runtime',
    why: 'no runtime sets a real-time budget for the cgroup of all containers',
    harmless: [0],
  }),
  lost({
    key: 'cpu-rt-period',
    why: 'as `cpu-rt-runtime`',
    harmless: [0],
  }),
  ...nowhere('No effect: the program that `init` starts.', 'init-path'),
  ...nowhere('No effect: kubelet names the cgroup of every pod.', 'cgroup-parent'),
  ...nowhere(
    'No effect: a pod has 64 MiB of /dev/shm in every runtime, with Docker too.',
    'default-shm-size',
  ),
  ...nowhere(
    'No effect: the containers of a pod share their IPC namespace in every runtime.',
    'default-ipc-mode',
  ),
]

// Docker has its own handlers under these names; on Red Hat's Docker the first one is "docker-runc".
function isRunc(name: string): boolean {
  return ['', 'runc', 'docker-runc', 'io.containerd.runc.v2'].includes(name)
}

type Runtimes = Record<string, z.infer<typeof runtime>>

function handlers(given: Runtimes, said: Said): Contribution {
  const named = Object.entries(given).filter(([name]) => !isRunc(name))
  return {
    handlers: named.map(([name, { path, runtimeType }]) => ({
      value: {
        name,
        ...(path === undefined || path === '' ? {} : { path }),
        ...(runtimeType === undefined || runtimeType === '' ? {} : { shim: runtimeType }),
      },
      source: `${name} in ${said.source}`,
    })),
    lost: named.flatMap(([name, { runtimeArgs, options }]) =>
      (runtimeArgs ?? []).length === 0 && options === undefined
        ? []
        : [
            lostNote(
              { source: `What ${name} in ${said.source} is called with` },
              'other runtimes call a program without arguments of their own',
              { fix: `Put a script that adds them at the place of the program of ${name}.` },
            ),
          ],
    ),
  }
}
