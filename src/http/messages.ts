import type { RefusalCode } from './refusal.ts'

/** What happened, and what to do, for a person. */
export interface Message {
  readonly title: string
  readonly advice: string
}

export const MESSAGES: Readonly<Record<RefusalCode, Message>> = {
  'link-required': {
    title: 'This file needs a link',
    advice: 'Open it with the complete link that you were given.',
  },
  'bad-request': {
    title: 'This request has no single link',
    advice: 'Copy the link again as a whole, and open nothing but that.',
  },
  'invalid-link': {
    title: 'This link is not valid',
    advice: 'Check that it was copied as a whole, or ask whoever sent it for a new one.',
  },
  'binding-required': {
    title: 'This link is meant for someone who is signed in',
    advice: 'Sign in, and open the link again.',
  },
  'too-long-lived': {
    title: 'This link lasts longer than is allowed here',
    advice: 'Ask whoever sent it for one that ends sooner.',
  },
  'wrong-file': {
    title: 'This link is for another file',
    advice: 'Ask whoever sent it for a link to this file.',
  },
  'permission-denied': {
    title: 'This link does not permit this',
    advice: 'Ask whoever sent it for a link that does.',
  },
  'wrong-address': {
    title: 'This link does not work from this network',
    advice: 'Open it from the network that it was made for.',
  },
  'https-required': {
    title: 'This link works over https only',
    advice: 'Open it with https:// at the beginning.',
  },
  'not-yet-valid': {
    title: 'This link is not valid yet',
    advice: 'Open it again later.',
  },
  expired: {
    title: 'This link has expired',
    advice: 'Ask whoever sent it for a new one.',
  },
  'length-required': {
    title: 'This upload did not state its size',
    advice: 'Send it again with a program that states the size of the file first.',
  },
  'upload-too-large': {
    title: 'This file is larger than the link allows',
    advice: 'Send a smaller file, or ask for a link that allows larger ones.',
  },
  'upload-wrong-type': {
    title: 'This link does not allow files of this type',
    advice: 'Send a file of another type, or ask for a link that allows this one.',
  },
  'upload-too-small': {
    title: 'This file is smaller than the link demands',
    advice: 'Check that the file is complete, and send it again.',
  },
  'method-not-allowed': {
    title: 'This cannot be done here',
    advice: 'Use the link in the way that it was meant for.',
  },
  unavailable: {
    title: 'This cannot be done at the moment',
    advice: 'Try again in a moment.',
  },
}
