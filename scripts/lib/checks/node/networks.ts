import { cniFolders, defaultCniConfigurations } from '../../runtimes/cni-folders.ts'
import type { CniFolders } from '../../runtimes/cni-folders.ts'
import { podSettings } from '../../runtimes/pod-settings.ts'
import type { Check, Finding } from '../check.ts'
import { leavingDocker } from './subject.ts'
import type { NodeSubject } from './subject.ts'
import type { CniNetwork } from './survey/cni.ts'

const troubleshooting =
  'https://kubernetes.io/docs/tasks/administer-cluster/migrating-from-dockershim/troubleshooting-cni-plugin-related-errors/'

/** The network of pods, which the new runtime reads by itself. */
export const networkChecks: readonly Check<NodeSubject>[] = [
  leavingDocker({
    id: 'cni-network',
    title: 'The network of pods cannot be used as it is',
    severity: 'blocker',
    about: 'node',
    reads: 'the files in /etc/cni/net.d',
    why: 'A runtime takes the first file that is a network. Where there is none, or it names no version of CNI, the node stays NotReady and no pod starts.',
    fix: 'Install a CNI network, or put its cniVersion into the file; take away what is none.',
    sources: [troubleshooting, 'https://github.com/containerd/containerd/issues/8419'],
    run: network,
  }),
  leavingDocker({
    id: 'cni-networks',
    title: 'More than one network of pods',
    severity: 'warning',
    about: 'node',
    reads: 'the files in /etc/cni/net.d',
    why: 'The first by name is taken. Packages of containerd, CRI-O and Podman bring networks of their own, and pods on those reach no other node.',
    fix: 'Take away the files that the cluster did not put there.',
    sources: [
      'https://github.com/cri-o/cri-o/issues/2411',
      'https://github.com/kubernetes/kubeadm/issues/1031',
    ],
    run: subject => {
      const [first, ...others] = networksOf(subject)
      if (first === undefined || (others.length === 0 && !isForeign(first))) return []
      const { host } = subject
      const rest =
        others.length === 0 ? '' : `, before ${others.map(({ file }) => baseName(file)).join(', ')}`
      return [
        {
          owner: host,
          place: { host, file: first.file },
          // A cluster's network that stands first is what pods get, before and after.
          severity: isForeign(first) ? 'warning' : 'note',
          message: `The network of pods is the one in ${baseName(first.file)}${isForeign(first) ? ', which a package brought along' : ''}${rest}.`,
        },
      ]
    },
  }),
  leavingDocker({
    id: 'cni-plugin',
    title: 'A plugin of the network is missing or too old',
    severity: 'blocker',
    about: 'node',
    reads: 'the programs in the folders of CNI plugins, and the versions that loopback says it knows',
    why: 'Every pod needs loopback and the plugins that the network names. Without them no pod starts.',
    fix: 'Install the CNI plugins 1.0 or newer, and those of the network, into one folder; cniBinDir of the inventory, in the section of the new runtime, names it.',
    sources: [troubleshooting, 'https://github.com/flannel-io/flannel/issues/1178'],
    run: plugins,
  }),
]

function networksOf({ survey }: NodeSubject): CniNetwork[] {
  return survey.cni.networks.filter(({ network: found }) => found !== undefined)
}

function foldersOf({ facts, settings, target }: NodeSubject): CniFolders {
  return cniFolders(facts, podSettings(settings, target))
}

function network(subject: NodeSubject): Finding[] {
  const { host, survey } = subject
  // Another folder was not looked into.
  if (foldersOf(subject).configurations !== defaultCniConfigurations) return []
  const broken = survey.cni.networks
    .filter(({ network: found }) => found === undefined)
    .map(({ file }) => ({
      owner: host,
      place: { host, file },
      severity: 'warning' as const,
      message: `${file} is not the JSON of a network.`,
    }))
  const [first] = networksOf(subject)
  const place = { host, file: first?.file ?? defaultCniConfigurations }
  if (first === undefined)
    return [...broken, { owner: host, place, message: `There is no network in ${defaultCniConfigurations}.` }]
  if (first.network?.cniVersion !== '') return broken
  return [...broken, { owner: host, place, message: `${first.file} names no cniVersion.` }]
}

function plugins(subject: NodeSubject): Finding[] {
  const { host, survey } = subject
  const { plugins: folder } = foldersOf(subject)
  const [first] = networksOf(subject)
  if (folder === undefined)
    return [
      {
        owner: host,
        place: { host, file: '/opt/cni/bin' },
        message: 'No CNI plugins were found on the node.',
      },
    ]
  const present = survey.cni.plugins.get(folder)
  // A folder that was not looked into is taken at its word.
  if (present === undefined || first?.network === undefined) return []
  const { types, cniVersion } = first.network
  const missing = [...new Set(['loopback', ...types])].filter(type => !present.has(type))
  const known = survey.cni.loopback.get(folder) ?? []
  return [
    ...missing.map(type => ({
      owner: host,
      place: { host, file: folder },
      message: `The plugin ${type} is not in ${folder}${elsewhere(survey.cni.plugins, type)}.`,
    })),
    ...(cniVersion === '' || known.length === 0 || known.includes(cniVersion)
      ? []
      : [
          {
            owner: host,
            place: { host, file: `${folder}/loopback` },
            message: `The plugins in ${folder} know CNI up to ${known.at(-1)}, and ${baseName(first.file)} is of ${cniVersion}.`,
          },
        ]),
  ]
}

function elsewhere(folders: ReadonlyMap<string, ReadonlySet<string>>, type: string): string {
  const found = [...folders].find(([, programs]) => programs.has(type))?.[0]
  return found === undefined ? '' : `, but in ${found}`
}

function isForeign({ file }: CniNetwork): boolean {
  return /^(?:\d+-)?(?:crio-(?:ipv[46]-)?bridge|crio|podman.*|containerd-net|nerdctl-.*|docker.*)\.conf(?:list)?$/u.test(
    baseName(file),
  )
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
