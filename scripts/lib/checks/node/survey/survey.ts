import { parseFrames } from '../../../facts/frames.ts'
import type { Frame } from '../../../facts/frames.ts'
import { parseCni } from './cni.ts'
import type { CniSurvey } from './cni.ts'
import { parseDisks } from './disks.ts'
import type { DiskSurvey } from './disks.ts'
import { parseDockerSurvey } from './docker.ts'
import type { DockerSurvey } from './docker.ts'
import { parseMentions } from './mentions.ts'
import type { Mention } from './mentions.ts'
import { parseSockets } from './sockets.ts'
import type { SocketSurvey } from './sockets.ts'
import { parseSystem } from './system.ts'
import type { SystemSurvey } from './system.ts'
import { cutOff, linesOf, valuesOf } from './text.ts'

/** What of a node only its checks want to know, read in one round trip. */
export interface Survey {
  system: SystemSurvey
  mentions: Mention[]
  sockets: SocketSurvey
  /** Undefined where no Docker daemon answers. */
  docker: DockerSurvey | undefined
  disk: DiskSurvey
  cni: CniSurvey
  containerd: ContainerdSurvey
  /** Of CRI-O: "1.34.0"; undefined where it is not installed. */
  crio: string | undefined
  /** Answers that were longer than their bound: there was more. */
  cut: string[]
}

export interface ContainerdSurvey {
  /** Containers and tasks of each namespace besides Kubernetes' and Docker's own. */
  others: { namespace: string; containers: number; tasks: number }[]
}

/** A survey from what survey.sh printed. Throws on garbage. */
export function parseSurvey(output: string): Survey {
  const frames = parseFrames(output)
  return {
    system: parseSystem(frames),
    mentions: parseMentions(linesOf(frames, 'mentions')),
    sockets: parseSockets(frames),
    docker: parseDockerSurvey(frames),
    disk: parseDisks(linesOf(frames, 'disks')),
    cni: parseCni(linesOf(frames, 'cni')),
    containerd: {
      others: linesOf(frames, 'containerd-namespaces').flatMap(parseNamespace),
    },
    crio: valuesOf(linesOf(frames, 'crio-version'), 'crio version')[0],
    cut: cutAnswers(frames),
  }
}

// The search for files says itself when its time was over.
function cutAnswers(frames: ReadonlyMap<string, Frame>): string[] {
  const isCut = ([name, { code, body }]: [string, Frame]) =>
    code === cutOff || (name === 'mentions' && /^not finished$/mu.test(body))
  return [...frames].filter(isCut).map(([name]) => name)
}

function parseNamespace(line: string): ContainerdSurvey['others'] {
  const [namespace = '', containers, tasks] = line.split(' ')
  if (['k8s.io', 'moby', 'plugins.moby', ''].includes(namespace)) return []
  return [{ namespace, containers: Number(containers) || 0, tasks: Number(tasks) || 0 }]
}
