import type { RefusalCode } from './refusal.ts'

/** A text for the visitor who opened the link. */
export interface Message {
  /** What happened: one sentence, without a full stop. */
  readonly title: string
  /** What to do: one or two sentences. */
  readonly advice: string
}

/** Texts in English, without markup. `bad-request` has several causes, so its text names none of them. */
export const MESSAGES: Readonly<Record<RefusalCode, Message>> = {
  'link-required': {
    title: 'You need a link to open this file',
    advice: 'Open the complete link you were given.',
  },
  'bad-request': {
    title: 'This request is not valid',
    advice: 'Copy the whole link again and open it on its own.',
  },
  'invalid-link': {
    title: 'This link is not valid',
    advice: 'Make sure you copied the whole link, or ask the sender for a new one.',
  },
  'binding-required': {
    title: 'You need to sign in to use this link',
    advice: 'Sign in, then open the link again.',
  },
  'too-long-lived': {
    title: 'This link is valid for longer than this server allows',
    advice: 'Ask the sender for a link that expires sooner.',
  },
  'wrong-file': {
    title: 'This link is for a different file',
    advice: 'Ask the sender for a link to this file.',
  },
  'permission-denied': {
    title: 'This link does not allow this action',
    advice: 'Ask the sender for a link that does.',
  },
  'wrong-address': {
    title: 'This link does not work on this network',
    advice: 'Open it on the network it was made for, or ask the sender for a new link.',
  },
  'https-required': {
    title: 'This link only works over https',
    advice: 'Change http:// to https:// at the start of the address.',
  },
  'not-yet-valid': {
    title: 'This link is not valid yet',
    advice: 'Try again later.',
  },
  expired: {
    title: 'This link has expired',
    advice: 'Ask the sender for a new one.',
  },
  'state-required': {
    title: 'This server cannot open this link',
    advice: 'Ask the sender where to open it.',
  },
  revoked: {
    title: 'This link has been taken back',
    advice: 'Ask the sender for a new one.',
  },
  'used-up': {
    title: 'This link has already been used',
    advice: 'Ask the sender for a new one.',
  },
  'length-required': {
    title: 'This upload did not state its size',
    advice: 'Send it again with a program that states the size of the file first.',
  },
  'upload-too-large': {
    title: 'This file is larger than the link allows',
    advice: 'Send a smaller file, or ask for a link that allows larger files.',
  },
  'upload-wrong-type': {
    title: 'This link does not allow files of this type',
    advice: 'Send a different type of file, or ask for a link that allows this one.',
  },
  'upload-too-small': {
    title: 'This file is smaller than the link requires',
    advice: 'Make sure the file is complete, then send it again.',
  },
  'method-not-allowed': {
    title: 'This kind of request is not supported',
    advice: 'Use the link the way the sender described.',
  },
  'confirmation-required': {
    title: 'This link can only be used a limited number of times',
    advice:
      'Open it in a browser and press the button there. A program can send the header Idempotency-Key with 16 to 128 random characters, the same ones for every request of one download.',
  },
  unavailable: {
    title: 'This service is temporarily unavailable',
    advice: 'Try again in a few moments.',
  },
}
