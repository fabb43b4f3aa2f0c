import type { Facts } from '../facts/facts.ts'
import { parseFlags } from '../facts/kubelet.ts'
import type { ChangeInput } from '../plan/change.ts'
import { file } from '../plan/changes.ts'
import { cniFolders } from './cni-folders.ts'
import { criDockerdProgram } from './cri-dockerd-program.ts'
import type { RuntimeContext } from './runtime.ts'
import { sandboxImage } from './sandbox-image.ts'

/** The packages name the units cri-docker.*, Kubespray cri-dockerd.*. */
const names = ['cri-docker', 'cri-dockerd']

/** Every unit that cri-dockerd may have, each service before its socket. */
export const criDockerdUnits = names.flatMap(name => [`${name}.service`, `${name}.socket`])

type Known = Pick<RuntimeContext, 'facts' | 'settings'>

/** The units that the node has, or gets. */
export function unitNames({ observed }: Facts): { service: string; socket: string } {
  const found = names.find(name => observed.units.get(`${name}.service`)?.exists === true) ?? 'cri-docker'
  return { service: `${found}.service`, socket: `${found}.socket` }
}

/** The endpoint that kubelet is given: the inventory's, else where the node's unit listens, else the usual one. */
export function criDockerdSocket({ facts, settings }: Known): string {
  const listens = facts.criDockerd?.sockets.find(path => path !== '/run/cri-dockerd.sock')
  return `unix://${settings.criDockerd?.socket ?? listens ?? '/var/run/cri-dockerd.sock'}`
}

/** Units of our own where the node has none; else drop-ins, which leave a package's units as they are. */
export function criDockerdFiles(context: RuntimeContext): ChangeInput[] {
  return unitFiles(context).map(({ path, text }) =>
    file(path, text, { reasons: path.includes('.service') ? sandboxImage(context).reasons : [] }),
  )
}

interface UnitFile {
  path: string
  text: string
}

function unitFiles(context: RuntimeContext): UnitFile[] {
  const { facts, render, settings } = context
  const { service, socket } = unitNames(facts)
  const folder = '/etc/systemd/system'
  const listen = criDockerdSocket(context)
    .replace(/^unix:\/\//u, '')
    .replace(/^\/var\/run\//u, '/run/')
  const values = { command: commandLine(context), socket, service, listen }
  const own = `${folder}/${service}`
  // A unit of ours is written whole, again and again; one of a package's gets a drop-in.
  const present = facts.observed.units.get(service)
  if (present?.exists !== true || present.fragment === own) {
    return [
      { path: own, text: render('cri-docker.service.hbs', values) },
      { path: `${folder}/${socket}`, text: render('cri-docker.socket.hbs', values) },
    ]
  }
  const listensElsewhere = settings.criDockerd?.socket !== undefined
  return [
    { path: `${own}.d/90-refit.conf`, text: render('cri-docker.service.conf.hbs', values) },
    ...(listensElsewhere
      ? [
          {
            path: `${folder}/${socket}.d/90-refit.conf`,
            text: render('cri-docker.socket.conf.hbs', values),
          },
        ]
      : []),
  ]
}

/** What the present unit starts, with the values of this node; its other flags stay. */
function commandLine(context: RuntimeContext): string {
  const { facts, settings } = context
  const found = cniFolders(facts)
  const { cniBinDir, cniConfDir } = settings.criDockerd ?? {}
  const flags = new Map<string, string | undefined>([
    ['network-plugin', 'cni'],
    ['cni-bin-dir', found.plugins],
    ['cni-conf-dir', found.configurations],
    ...parseFlags(facts.criDockerd?.arguments ?? []),
    ...dockershims(facts),
    ...(cniBinDir === undefined ? [] : [['cni-bin-dir', cniBinDir] as const]),
    ...(cniConfDir === undefined ? [] : [['cni-conf-dir', cniConfDir] as const]),
    ['pod-infra-container-image', sandboxImage(context).image],
    // Of the socket that systemd holds for it.
    ['container-runtime-endpoint', 'fd://'],
  ])
  const words = [...flags].flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]))
  return [criDockerdProgram(context)?.path ?? '/usr/bin/cri-dockerd', ...words].map(unitWord).join(' ')
}

// systemd takes a "%" for a specifier and a "$" for a variable (systemd.service(5)).
function unitWord(word: string): string {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$')
  return /[\s"'\\]/u.test(word) ? JSON.stringify(escaped) : escaped
}

// Flags that kubelet takes as dockershim and cri-dockerd knows by the same names (cri-dockerd, config/options.go).
const shared = new Set([
  'network-plugin',
  'network-plugin-mtu',
  'cni-bin-dir',
  'cni-conf-dir',
  'cni-cache-dir',
  'image-pull-progress-deadline',
  'docker-endpoint',
])

function dockershims({ kubelet }: Facts): [string, string][] {
  return [...parseFlags(kubelet?.arguments ?? [])].filter(([name]) => shared.has(name))
}
