import test from 'ava'
import { appendToCommand, hasCommand } from '../../scripts/lib/kubelet/exec-start.ts'

const flags = ['--a=1', '--b=2']

const cases: [title: string, before: string, after: string][] = [
  [
    'on one line',
    'ExecStart=/usr/bin/kubelet --v=2\nRestart=always\n',
    'ExecStart=/usr/bin/kubelet --v=2 --a=1 --b=2\nRestart=always\n',
  ],
  [
    'a flag a line',
    'ExecStart=/usr/bin/kubelet \\\n  --config=/c \\\n  --v=2\n\n[Install]\n',
    'ExecStart=/usr/bin/kubelet \\\n  --config=/c \\\n  --v=2 \\\n  --a=1 \\\n  --b=2\n\n[Install]\n',
  ],
  [
    'the last command counts',
    'ExecStart=\nExecStart=-/opt/hyperkube kubelet\n',
    'ExecStart=\nExecStart=-/opt/hyperkube kubelet --a=1 --b=2\n',
  ],
  [
    'what is run before it stays',
    'ExecStartPre=/bin/x\nExecStart=kubelet\n',
    'ExecStartPre=/bin/x\nExecStart=kubelet --a=1 --b=2\n',
  ],
]

for (const [title, before, after] of cases)
  test(`flags are added to a command line: ${title}`, t => t.is(appendToCommand(before, flags), after))

const refused: [title: string, text: string, message: RegExp][] = [
  ['a shell', "ExecStart=/bin/sh -c 'kubelet'\n", /^ExecStart runs \/bin\/sh/u],
  ['a wrapper', 'ExecStart=/usr/bin/nice kubelet\n', /^ExecStart runs \/usr\/bin\/nice/u],
  ['nothing', '[Service]\nExecStart=\n', /^there is no ExecStart$/u],
  ['quotes that do not balance', 'ExecStart=/usr/bin/kubelet "--v=2\n', /quotes do not balance/u],
]

for (const [title, text, message] of refused)
  test(`nothing is added to ${title}`, t => {
    t.throws(() => appendToCommand(text, flags), { message })
  })

test('an empty ExecStart, a comment and ExecStartPre are no command', t => {
  t.false(hasCommand('ExecStart=\n# ExecStart=/x\nExecStartPre=/x\n'))
  t.true(hasCommand('ExecStart=/x\n'))
})
