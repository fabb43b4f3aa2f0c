import test from 'ava'
import fc from 'fast-check'
import { maskKnownSecrets } from '../../scripts/lib/plan/mask-secrets.ts'

const cases: [form: string, text: string, masked: string][] = [
  ['TOML', '  password = "hunter 2"', '  password = "[secret]"'],
  ['TOML in single quotes', "identitytoken = 'a b'", "identitytoken = '[secret]'"],
  [
    'a TOML inline table',
    'auth = { username = "u", password = "a\\"b" }',
    'auth = { username = "u", password = "[secret]" }',
  ],
  ['a TOML header', 'Authorization = ["Basic dTpw"]', 'Authorization = [secret]'],
  ['YAML', '  - password: hunter 2 # old', '  - password: [secret]'],
  ['YAML in quotes', 'client-secret: "a: b"', 'client-secret: "[secret]"'],
  ['JSON', '    "auth": "dTpw",', '    "auth": "[secret]",'],
  [
    'JSON on one line',
    '{"auths":{"r":{"auth":"dTpw","identitytoken":"x"}}}',
    '{"auths":{"r":{"auth":"[secret]","identitytoken":"[secret]"}}}',
  ],
  ['JSON in a string', String.raw`x = "{\"auth\":\"dTpw\"}"`, String.raw`x = "{\"auth\":\"[secret]\"}"`],
  ['ini', 'proxy_password=a b c', 'proxy_password=[secret]'],
  ['an environment file', 'export API_TOKEN=abc', 'export API_TOKEN=[secret]'],
  ['a unit', 'Environment="PASSWORD=a b" "OTHER=1"', 'Environment="PASSWORD=[secret]" "OTHER=1"'],
  ['a flag', 'ARGS="--v=2 --token=abc --x=y"', 'ARGS="--v=2 --token=[secret] --x=y"'],
  ['a URL', 'http-proxy: http://user:p@ss@proxy:3128/', 'http-proxy: http://[secret]@proxy:3128/'],
  ['a removed line', '-password = "old"', '-password = "[secret]"'],
  ['an added line', '+  "auth": "new"', '+  "auth": "[secret]"'],
]

for (const [form, text, masked] of cases) {
  test(`a secret in ${form} is masked, and nothing else`, t => {
    t.is(maskKnownSecrets(text), masked)
    t.is(maskKnownSecrets(masked), masked)
  })
}

const harmless = [
  '[plugins."io.containerd.grpc.v1.cri".registry.configs."r".auth]',
  'auths: {}',
  'authentication:',
  'tokenFile: /etc/token',
  'server = "https://registry-1.docker.io"',
  '198.18.0.1:5000 user@host',
  'auth:',
]

for (const text of harmless) {
  test(`"${text}" is shown as it is`, t => {
    t.is(maskKnownSecrets(text), text)
  })
}

test('a password of any letters is not in what is shown', t => {
  const password = fc.stringMatching(/^[A-Za-z0-9+=_.-]{6,20}$/u)
  fc.assert(
    fc.property(password, text => {
      for (const line of [
        `password: ${text}`,
        `"auth": "${text}"`,
        `TOKEN=${text}`,
        `http://u:${text}@host/`,
      ])
        t.false(maskKnownSecrets(line).includes(text))
    }),
  )
})
