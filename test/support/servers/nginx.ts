import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Nginx, runNginx } from '../../../examples/nginx/run-nginx.ts'
import { onFreePort } from './free-port.ts'

/** Whether nginx is installed here. */
export const isNginxThere: boolean = spawnSync('nginx', ['-v']).status === 0

/** The path of a configuration of the example. */
export function confOf(name: string): string {
  return fileURLToPath(new URL(`../../../examples/nginx/${name}.conf`, import.meta.url))
}

/** nginx in front of an app. */
export interface Front extends Nginx {
  readonly port: number
  readonly origin: string
}

/** Starts nginx with a configuration of the example, or with one that was made from it, at a free port. */
export async function startFront(conf: string, root: string, appPort: number): Promise<Front> {
  return onFreePort(async (port) => {
    const nginx = await runNginx({ conf, root, port, appPorts: [appPort] })
    return { ...nginx, port, origin: `http://127.0.0.1:${port}` }
  })
}
