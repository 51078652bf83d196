import { createLinks } from 'daypass'
import * as express from 'daypass/express'
import * as fastify from 'daypass/fastify'
import * as fetchApi from 'daypass/fetch'
import * as hono from 'daypass/hono'
import * as http from 'daypass/http'
import * as koa from 'daypass/koa'
import { createManagedLinks } from 'daypass/managed'
import * as node from 'daypass/node'
import * as web from 'daypass/web'
import { expect, it } from 'vitest'
import { untyped } from '../support/fixtures.ts'

const { DAYPASS_INSTALLED = '' } = process.env

// Otherwise the contract would be that of the sources once more. An error of the code says in which file it is.
it.each<[entry: string, fail: () => unknown, files: readonly string[]]>([
  ['daypass', () => createLinks(untyped({})), ['index.js']],
  ['daypass/web', () => web.createLinks(untyped({})), ['web.js']],
  ['daypass/managed', () => createManagedLinks(untyped({})), ['managed.js']],
  ['daypass/http', () => http.createGuard(untyped({}), untyped({}), untyped({})), ['http.js']],
  ['daypass/express', () => express.requireLink(untyped({}), untyped({})), ['express.js', 'http.js']],
  ['daypass/koa', () => koa.requireLink(untyped({}), untyped({})), ['koa.js', 'http.js']],
  ['daypass/fastify', () => fastify.requireLink(untyped({}), untyped({})), ['fastify.js', 'http.js']],
  ['daypass/hono', () => hono.requireLink(untyped({}), untyped({})), ['hono.js', 'http.js']],
  ['daypass/node', () => node.requireLink(untyped({}), untyped({}), untyped({})), ['node.js', 'http.js']],
  ['daypass/fetch', () => fetchApi.requireLink(untyped({}), untyped({}), untyped({})), ['fetch.js', 'http.js']],
])('%s is the one of the installed tarball', (_, fail, files) => {
  const stack = stackOf(fail)
  for (const file of files) expect(stack).toContain(`${DAYPASS_INSTALLED}/dist/${file}:`)
  expect(stack).not.toMatch(/\/(?:src|examples)\//)
})

function stackOf(fail: () => unknown): string {
  try {
    fail()
  } catch (error) {
    return (error as Error).stack ?? ''
  }
  throw new Error('nothing was thrown')
}
