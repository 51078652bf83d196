import { parseClientAddress } from './client-address.ts'
import type { GuardSettings } from './options.ts'
import type { GuardRequest } from './request.ts'

/** What the application and the framework know of a request: what a link is verified against. */
export interface KnownFacts {
  readonly fileId: string
  readonly boundTo: string | undefined
  /** Called only if the link is restricted to addresses. */
  readonly address: () => string | undefined
  readonly secure: () => boolean | undefined
}

/**
 * Asks the application for the file and for whom the link must be bound to. What its functions throw is passed on.
 *
 * @param onAddress called when a link asks for the address
 * @throws TypeError if `fileId` does not return a string
 */
export async function askForFacts<Req>(
  settings: GuardSettings<Req>,
  request: GuardRequest,
  req: Req,
  onAddress: () => void,
): Promise<KnownFacts> {
  const given = settings.fileId(req)
  const fileId = typeof given === 'string' ? given : await given
  if (typeof fileId !== 'string') throw new TypeError('fileId must return a string')
  return {
    fileId,
    boundTo: settings.boundTo === undefined ? undefined : ((await settings.boundTo(req)) as string | undefined),
    address: () => {
      onAddress()
      const written = settings.address === undefined ? request.address?.() : settings.address(req)
      return typeof written === 'string' ? parseClientAddress(written) : written
    },
    secure: () => (settings.secure === undefined ? request.secure?.() : settings.secure(req)),
  }
}
