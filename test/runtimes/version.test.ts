import test from 'ava'
import { configurationVersion } from '../../scripts/lib/runtimes/containerd-version.ts'
import { isVersion, upstreamVersion } from '../../scripts/lib/runtimes/version.ts'

const asked: [version: string, wanted: string, is: boolean][] = [
  ['2.4.2', '2.4', true],
  ['2.4.2', '2', true],
  ['2.4.2', '2.4.2', true],
  ['2.40.0', '2.4', false],
  ['1.7.24', '2', false],
]

for (const [version, wanted, is] of asked) {
  test(`${version} is ${is ? '' : 'not '}what @${wanted} asks for`, t => t.is(isVersion(version, wanted), is))
}

const packages: [version: string, upstream: string | undefined][] = [
  ['1.7.24~ds1-6+deb13u1', '1.7.24'],
  ['2:2.1.9-1', '2.1.9'],
  ['1.6.33-3.1.el9', '1.6.33'],
  ['latest', undefined],
]

for (const [version, upstream] of packages) {
  test(`the package ${version} is ${upstream ?? 'of no known version'}`, t =>
    t.is(upstreamVersion(version), upstream))
}

const written: [version: string, configuration: 2 | 3 | 4][] = [
  ['1.4.13', 2],
  ['1.7.24', 2],
  ['2.0.0', 3],
  ['2.3.2', 3],
  ['2.4.0', 4],
]

for (const [version, configuration] of written) {
  test(`containerd ${version} writes version ${configuration} of its configuration`, t =>
    t.is(configurationVersion(version), configuration))
}
