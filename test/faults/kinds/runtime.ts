import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkout } from '../../../lab/paths.ts'
import type { Fault, Kind } from '../fault.ts'
import type { Scene } from '../scene.ts'

interface Breakage {
  name: string
  /** What is put at the end of containerd's configuration. */
  template?: string
  /** A drop-in that is on the node before, and does its harm only on the new configuration. */
  dropIn?: { unit: string; text: string }
  /** Seconds of the dead man's switch. */
  timeout?: number
}

const onMark = (mark: string, then: string) =>
  `ExecStart${then.startsWith('+') ? 'Post' : 'Pre'}=/bin/sh -c 'if grep -q ${mark} /etc/containerd/config.toml; then ${then.replace(/^\+/u, '')}; fi'`

const breakages: readonly Breakage[] = [
  { name: 'a template that containerd cannot read', template: 'this is no TOML' },
  { name: 'a template with a plugin setting of the wrong type', template: '[grpc]\n  address = 7' },
  {
    name: 'a runtime that hangs when it starts',
    template: '# fault-hang',
    dropIn: { unit: 'containerd', text: `[Service]\n${onMark('fault-hang', 'sleep 600')}\n` },
    timeout: 20,
  },
  {
    name: 'a runtime that starts and then dies, again and again',
    template: '# fault-die',
    dropIn: {
      unit: 'containerd',
      text: `[Service]\n${onMark('fault-die', '+{ (sleep 2; kill -KILL $MAINPID) & }')}\n`,
    },
  },
  {
    name: 'a kubelet that refuses a flag',
    dropIn: {
      unit: 'kubelet',
      text: `[Service]
ExecStartPre=/bin/sh -c 'rm -f /run/fault.env; ! grep -q containerd.sock /var/lib/kubelet/kubeadm-flags.env || echo KUBELET_EXTRA_ARGS=--no-such-flag > /run/fault.env'
EnvironmentFile=-/run/fault.env
`,
    },
  },
]

/** The new runtime, or the kubelet on it, does not work: the node goes back to the old one. */
export const broken: Kind = () => breakages.map(fault)

function fault({ name, template, dropIn, timeout = 120 }: Breakage): Fault {
  return {
    kind: 'runtime or kubelet fails on the new configuration',
    name,
    async play(scene) {
      if (dropIn !== undefined) await putDropIn(scene, dropIn)
      const templates = template === undefined ? undefined : await templatesWith(scene, template)
      const options = { timeout, verify: 30, ...(templates === undefined ? {} : { templates }) }
      const { code, result } = await scene.script('migrate', options)
      if (code !== 1 || result !== 'rolled-back')
        scene.problems.push(`it ended with ${code} and said ${result}`)
      await scene.heal()
    },
  }
}

async function putDropIn({ rig, afterwards }: Scene, { unit, text }: { unit: string; text: string }) {
  const folder = `/etc/systemd/system/${unit}.service.d`
  const file = `${folder}/99-fault.conf`
  const made = (await rig.lab.tryOnNode('n2', `test -d ${folder}`)).exitCode !== 0
  const reload = 'systemctl daemon-reload'
  afterwards(() => rig.lab.onNode('n2', `rm -f ${file}; ${made ? `rmdir ${folder};` : ''} ${reload}`))
  await rig.lab.onNode('n2', `mkdir -p ${folder}; cat > ${file}; ${reload}`, text)
}

async function templatesWith({ rig }: Scene, end: string): Promise<string> {
  const folder = join(rig.folder, 'templates')
  await mkdir(folder, { recursive: true })
  await cp(join(checkout, 'templates'), folder, { recursive: true })
  const file = join(checkout, 'templates/containerd.toml.hbs')
  await writeFile(join(folder, 'containerd.toml.hbs'), `${await readFile(file, 'utf8')}\n${end}\n`)
  return folder
}
