import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { answers } from './answers.ts'
import { conditions } from './conditions.ts'
import { connections } from './connections.ts'
import { countedLinks } from './counted-links.ts'
import { downloads } from './downloads.ts'
import { managedLinks } from './managed-links.ts'
import { refusals } from './refusals.ts'
import { type Contender, type MakeLinks, type Stage, setUp } from './scene.ts'
import { tokenSources } from './token-sources.ts'
import { uploads } from './uploads.ts'

/** What every adapter must do, on its real framework and over real sockets. */
export function contract(contender: Contender, makeLinks?: MakeLinks): void {
  describe(contender.name, () => {
    let stage: Stage
    const current = (): Stage => stage
    beforeAll(async () => {
      stage = await setUp(contender, makeLinks)
    })
    beforeEach(() => {
      stage.runs()
    })
    afterAll(() => stage.close())

    describe('refusals', () => refusals(current))
    describe('token sources', () => tokenSources(current))
    describe('conditions', () => conditions(current))
    describe('downloads', () => downloads(current))
    describe('answers', () => answers(current))
    describe('uploads', () => uploads(current))
    describe('connections', () => connections(current))
    describe('managed links', () => managedLinks(current))
    describe('counted links', () => countedLinks(current))
  })
}
