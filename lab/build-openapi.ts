import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Shell } from 'zx'

const target = 'pkg/generated/openapi'

/** The modules whose types the API serves. */
const modules = [
  'api',
  'apiextensions-apiserver',
  'apimachinery',
  'apiserver',
  'cloud-provider',
  'component-base',
  'controller-manager',
  'kube-aggregator',
  'kube-controller-manager',
  'kube-proxy',
  'kube-scheduler',
  'kubectl',
  'kubelet',
  'metrics',
].map(name => `k8s.io/${name}`)

/** Packages without the tag that the tagged ones refer to. */
const untagged = ['version', 'runtime', 'util/intstr', 'api/resource'].map(
  name => `k8s.io/apimachinery/pkg/${name}`,
)

/**
 * Writes `pkg/generated/openapi/zz_generated.openapi.go` into the source of a Kubernetes before 1.24, which makes
 * it in its Makefile and leaves it out of its module; kube-apiserver does not build without it.
 */
export async function generateOpenapi(go: Shell, source: string): Promise<void> {
  const generator = join(source, 'openapi-gen')
  await go`go build -o ${generator} k8s.io/kube-openapi/cmd/openapi-gen`
  const listed = await go`go list -m -f ${'{{.Path}} {{.Dir}}'} ${modules}`
  const places = [...listed.lines().map(line => line.split(' ')), ['k8s.io/kubernetes', source]]
  const packages = await Promise.all(
    places.map(([path, folder]) => taggedPackages(go, path ?? '', folder ?? '')),
  )
  const header = join(source, 'no-header.txt')
  await writeFile(header, '')
  await go`${generator} -O zz_generated.openapi -p k8s.io/kubernetes/${target} -h ${header} \
    -i ${[...packages.flat(), ...untagged].join(',')} --output-base ${source}/generated -r ${source}/violations`
  await go`mv ${source}/generated/k8s.io/kubernetes/${target}/zz_generated.openapi.go ${source}/${target}/`
}

/** Import paths of the packages in this module that ask for openapi definitions. */
async function taggedPackages(go: Shell, module: string, folder: string): Promise<string[]> {
  const found = await go({
    cwd: folder,
    nothrow: true,
  })`grep -rlE ${'^// \\+k8s:openapi-gen=true'} --include=*.go .`
  const folders = found
    .lines()
    .filter(file => !/\/(testdata|test|sample|example|pkg\/generated|_)/.test(file))
    .map(file => file.replace(/^\.\//, '').replace(/(^|\/)[^/]+$/, ''))
  return [...new Set(folders)].map(name => (name === '' ? module : `${module}/${name}`))
}
