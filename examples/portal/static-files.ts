import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import express, { Router } from 'express'

const OWN = fileURLToPath(new URL('./static', import.meta.url))
const PICO = createRequire(import.meta.url).resolve('@picocss/pico/css/pico.min.css')

/** Stylesheets, scripts and the icon, all from here. */
export function staticFiles(): Router {
  const router = Router()
  router.get('/static/pico.css', (_req, res) => res.sendFile(PICO, { maxAge: '1h' }))
  router.use('/static', express.static(OWN, { index: false, maxAge: 0, extensions: [] }))
  return router
}
