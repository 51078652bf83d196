import { addresses } from './addresses.ts'
import type { Condition } from './condition.ts'
import { https } from './https.ts'
import { ref } from './ref.ts'
import { response } from './response.ts'
import { upload } from './upload.ts'

/**
 * All conditions, in the order in which they refuse a request. Start belongs to the lifetime, a tree to the file, and binding to the head:
 * they are not here.
 */
// biome-ignore lint/suspicious/noExplicitAny: each has values of a type of its own, and never sees those of another
export const CONDITIONS: readonly Condition<any, any>[] = [addresses, https, upload, response, ref]
