import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withTab } from '../../../support/chromium.ts'
import { describeServer } from '../../../support/servers/describe-server.ts'
import { isNginxThere } from '../../../support/servers/nginx.ts'
import { startScene, WAYS, type Way } from './scene.ts'

const SCRIPT = '<!doctype html><title>still</title><p>shown</p><script>document.title = "ran"</script>'
const isChromiumThere = spawnSync('chromium', ['--version']).status === 0

/** The title and the text of an inline HTML file, after a browser has opened it. */
async function openInline(way: Way, edited?: (conf: string) => string): Promise<unknown> {
  const scene = await startScene(way, edited)
  const downloads = await mkdtemp(join(tmpdir(), 'daypass-'))
  await writeFile(join(scene.root, 'page.html'), SCRIPT)
  const url = scene.urlOf('page.html', { response: { disposition: 'inline' } })
  const { headers } = await fetch(url)
  let seen: unknown
  await withTab(downloads, async (tab) => {
    await tab.open(url)
    seen = await tab.evaluate('[document.title, document.body.innerText.trim()].join(" ")')
  })
  await scene.close()
  await rm(downloads, { recursive: true })
  return [seen, headers.get('content-disposition'), headers.has('content-security-policy')]
}

describeServer('an inline HTML file that nginx sends', 'nginx', isNginxThere, () => {
  describeServer('in Chromium', 'chromium', isChromiumThere, () => {
    describe.each(Object.keys(WAYS) as Way[])('%s', (way) => {
      it('is shown, and its script does not run', async () => {
        expect(await openInline(way)).toEqual(['still shown', 'inline; filename="page.html"', true])
      })

      it('runs its script without the policy, which nginx drops by itself', async () => {
        const edited = (conf: string): string => conf.replace(/^ *add_header Content-Security-Policy .*\n/m, '')
        expect(await openInline(way, edited)).toEqual(['ran shown', 'inline; filename="page.html"', false])
      })
    })
  })
})
