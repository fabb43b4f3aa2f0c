import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { htmlReport } from '../../scripts/lib/checks/report/html.ts'
import { audit, hostile, reported } from './support/audit.ts'

// A browser is large, so nothing installs one for this; where there is one, the page is looked at in it.
const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path =>
  existsSync(path),
)
const inBrowser = browser === undefined ? test.skip : test

inBrowser(
  'in a browser the page shows every finding, and runs nothing that a hostile cluster wrote',
  async t => {
    const folder = mkdtempSync(join(tmpdir(), 'refit-'))
    const evil = `</td></table><img src=x onerror="document.title='run'"><script>document.title='run'</script>${hostile}`
    const findings = [
      reported(),
      reported({ owner: evil, message: evil }),
      reported({ id: 'b', severity: 'note' }),
    ]
    writeFileSync(join(folder, 'page.html'), htmlReport(audit({ findings })))
    const { stdout } = await promisify(execFile)(
      browser ?? '',
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${folder}`,
        '--dump-dom',
        `file://${folder}/page.html`,
      ],
      { timeout: 90_000, maxBuffer: 1024 * 1024 },
    )
    rmSync(folder, { recursive: true, force: true })
    t.regex(stdout, /<title>Not ready for containerd\.<\/title>/u)
    t.is(stdout.match(/<tr>/gu)?.length, 3)
    t.is(stdout.match(/<details open="">/gu)?.length, 1)
    t.notRegex(stdout, /<img|<script/u)
  },
)
