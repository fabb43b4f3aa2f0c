import test from 'ava'
import fc from 'fast-check'
import { insteadOfDocker } from '../../scripts/lib/checks/docker-to-crictl.ts'
import type { RuntimeId } from '../../scripts/lib/runtimes/runtime.ts'

const cases: readonly [call: string, target: RuntimeId, instead: RegExp][] = [
  ['ps -a -q', 'containerd', /^`crictl ps -a -q`: it lists the containers of pods only/u],
  ['ps -aq --filter name=web', 'crio', /^`crictl ps -aq`: --filter must be written anew/u],
  ['container ls --all', 'containerd', /^`crictl ps --all`/u],
  ['logs -f --tail 5 web', 'containerd', /^`crictl logs -f`: --tail must be written anew/u],
  ['exec -it web sh', 'containerd', /^`crictl exec -it`\.$/u],
  ['images --format={{.ID}}', 'containerd', /^`crictl images`: --format must be written anew\.$/u],
  ['image rm web', 'containerd', /^`crictl rmi`\.$/u],
  ['system prune -af', 'containerd', /^`crictl rmi --prune`: -af must be written anew; kubelet removes/u],
  ['load -i a.tar', 'containerd', /^`ctr -n k8s\.io images import FILE`/u],
  ['load -i a.tar', 'crio', /^`skopeo copy docker-archive:FILE containers-storage:IMAGE`/u],
  ['tag a b', 'crio', /^`skopeo copy containers-storage/u],
  ['top web', 'containerd', /^`nerdctl -n k8s\.io top`/u],
  ['top web', 'crio', /^`docker top` has no equal: or `ps`/u],
  [
    'build -t a .',
    'containerd',
    /^`docker build` has no equal: build in a pod with BuildKit \(buildctl\), Buildah or kaniko/u,
  ],
  ['buildx build .', 'crio', /^`docker build` has no equal: build in a pod/u],
  ['push a', 'crio', /^`skopeo copy containers-storage:IMAGE docker:\/\/IMAGE`/u],
  ['compose up -d', 'crio', /^`docker compose` has no equal/u],
  ['compose up -d', 'containerd', /^`nerdctl compose`/u],
  ['run --rm a', 'containerd', /^`docker run` has no equal: `kubectl run`/u],
  ['network ls', 'containerd', /^`docker network` has no equal: networks of pods belong to CNI/u],
  ['login -u robot -pS3cret', 'containerd', /^`docker login` has no equal: imagePullSecrets/u],
  ['--version', 'containerd', /^`crictl version`\.$/u],
  ['frobnicate', 'containerd', /^`docker frobnicate` has no equal/u],
  ['', 'containerd', /^`docker …` has no equal/u],
]

for (const [call, target, instead] of cases) {
  test(`on ${target}, for docker ${call}: ${instead.source}`, t => {
    t.regex(insteadOfDocker(call.split(' ').filter(Boolean), target), instead)
  })
}

test('nothing of what a call was given is told again: it may be a secret', t => {
  const word = fc.stringMatching(/^[a-z0-9]{6,12}$/u).map(text => `SECRET${text}`)
  const option = fc.oneof(
    word.map(text => `-p${text}`),
    word.map(text => `--password=${text}`),
    word,
  )
  const command = fc.constantFrom('login', 'run', 'ps', 'exec', 'inspect', 'load', 'unheard-of', 'SECRETx')
  fc.assert(
    fc.property(
      command,
      fc.array(option),
      fc.constantFrom('containerd' as const, 'crio' as const),
      (name, rest, target) => {
        t.notRegex(insteadOfDocker([name, ...rest], target), /SECRET/u)
      },
    ),
  )
  t.pass()
})
