import { createLinks } from 'daypass/web'
import { KEY } from '../support/fixtures.ts'
import { express } from './contenders/express.ts'
import { fastify } from './contenders/fastify.ts'
import { fetchApi } from './contenders/fetch.ts'
import { hono } from './contenders/hono.ts'
import { koa } from './contenders/koa.ts'
import { nodeHttp } from './contenders/node-http.ts'
import { contract } from './suite.ts'

// The same with links whose `tryVerify` is asynchronous. They verify what daypass has signed.
for (const contender of [...express, ...koa, fastify, hono, nodeHttp, fetchApi]) {
  const name = `${contender.name}, daypass/web`
  contract({ ...contender, name }, (now) => createLinks({ keys: [KEY], perms: ['annotate'], clock: () => now }))
}
