import test from 'ava'
import { statusText } from '../../scripts/lib/status/text.ts'
import { painter } from '../../scripts/lib/report/colour.ts'
import { parseListing } from '../../scripts/lib/transaction/listing.ts'

const open = `id\t20261121T153000Z-ab12cd
host\tn2
run\trun-1
owner\talice
from\tlaptop
created\t2026-11-21T15:30:00Z
title\tdockershim to containerd
phase\tswitch\trunning
state\topen
`

test('what is open is said below the table, with who holds the node and what to run', t => {
  const listing = parseListing(
    `${open}\nlock\trun-1\talice\tlaptop\t2026-11-21T15:30:00Z\t20261121T153000Z-ab12cd\tboot\t1\t2\talive`,
  )
  const text = statusText(
    [{ host: 'n2', runtime: 'dockershim (Docker 20.10.24)', kubelet: '1.23.17', listing }],
    painter(false),
    100,
  )
  t.is(
    text,
    `NODE  RUNTIME                       KUBELET  LAST TRANSACTION
n2    dockershim (Docker 20.10.24)  1.23.17  dockershim to containerd: open

n2: locked by alice on laptop since 2026-11-21T15:30:00Z (run run-1)

n2: transaction 20261121T153000Z-ab12cd (dockershim to containerd) is open: npx zx scripts/resume.mjs finishes or takes it back
`,
  )
})

test('a host that cannot be read stands in the table, with the reason below', t => {
  const text = statusText(
    [{ host: 'n3', problem: 'n3 (192.0.2.1:22) refuses the connection.' }],
    painter(false),
    100,
  )
  t.regex(text, /^n3 +cannot be read +\? +-\n\nn3: n3 \(192\.0\.2\.1:22\) refuses the connection\.\n$/mu)
})
