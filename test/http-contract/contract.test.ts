import { express } from './contenders/express.ts'
import { fastify } from './contenders/fastify.ts'
import { fetchApi } from './contenders/fetch.ts'
import { hono } from './contenders/hono.ts'
import { koa } from './contenders/koa.ts'
import { nodeHttp } from './contenders/node-http.ts'
import { contract } from './suite.ts'

for (const contender of [...express, ...koa, fastify, hono, nodeHttp, fetchApi]) contract(contender)
