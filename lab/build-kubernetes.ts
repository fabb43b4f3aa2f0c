import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { cached } from './cache.ts'
import type { CacheOptions } from './cache.ts'
import { copyModule, goIn } from './go-module.ts'
import { generateOpenapi } from './build-openapi.ts'
import type { Profile } from './profile.ts'

/** To be raised when the build below makes something else of the same inputs. */
const recipeVersion = '1'

const programs = [
  'kubelet',
  'kubeadm',
  'kubectl',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
]

/**
 * A folder with the static programs of this Kubernetes and its etcd, built from the Go module proxy.
 * The module of Kubernetes names its staging modules by a place in its own repository; each of them is published
 * under version 0.x as well, and that is what it is pointed to here.
 */
export async function buildKubernetes(profile: Profile, options: CacheOptions): Promise<string> {
  const { progress } = options
  const version = profile.kubernetes
  const inputs = [recipeVersion, linkerFlags(version), ...programs]
  return cached(`kubernetes-${version}`, inputs, options, async folder => {
    const source = join(folder, 'source')
    await progress.step(`Fetch the source of Kubernetes ${version}`, () => fetchSource(version, source))
    const go = goIn(source)
    if (profile.generateOpenapi)
      await progress.step('Generate its openapi definitions', () => generateOpenapi(go, source))
    await progress.step(
      `Build Kubernetes ${version}`,
      () =>
        go`go build -ldflags ${linkerFlags(version)} -o ${folder}/ ${programs.map(program => `./cmd/${program}`)}`,
    )
    await progress.step(
      'Build etcd',
      () => go`go build -ldflags ${'-s -w'} -o ${folder}/etcd go.etcd.io/etcd/server/v3`,
    )
    await rm(source, { recursive: true })
  })
}

const goMod = z.looseObject({ Require: z.array(z.looseObject({ Path: z.string(), Version: z.string() })) })

/** A writable copy of the module, with its staging modules replaced by the published ones. */
async function fetchSource(version: string, source: string): Promise<void> {
  await copyModule('k8s.io/kubernetes', version, source)
  const go = goIn(source)
  const { Require } = goMod.parse((await go`go mod edit -json`).json())
  const staging = Require.filter(module => module.Path.startsWith('k8s.io/') && module.Version === 'v0.0.0')
  const published = version.replace(/^1\./, 'v0.')
  await go`go mod edit ${staging.map(({ Path }) => `-replace=${Path}=${Path}@${published}`)}`
  await go`go mod download ${staging.map(({ Path }) => Path)}`
}

/** Go's linker since 1.23 refuses what old dependencies do with the standard library's insides, hence the last flag. */
function linkerFlags(version: string): string {
  const [major, minor] = version.split('.')
  const set = (name: string, value: string | undefined) => `-X k8s.io/component-base/version.${name}=${value}`
  return [
    '-s -w',
    set('gitVersion', `v${version}`),
    set('gitMajor', major),
    set('gitMinor', minor),
    '-checklinkname=0',
  ].join(' ')
}
