import { edited, PLAIN, T1, tokenOf } from './signer.ts'
import { refuse, type Vector } from './vector.ts'

const good = tokenOf({})

/** Texts that no signer makes. All are refused before the MAC. */
export const nonAscii: readonly Vector[] = (
  [
    ['byte order mark in front', `\ufeff${good}`, 'nothing is dropped'],
    ['no-break space behind', `${good}\u00a0`, 'nothing is trimmed'],
    ['key id', tokenOf({ keyId: 'k\u0131' }), 'a key id is ASCII'],
    [
      'key id whose low byte is that of another',
      good.replace('k1', 'k\u0131'),
      'U+0131 is not "1" with its high byte dropped',
    ],
    ['expiry whose low byte is a digit', good.replace('e1', 'e\u0131'), 'U+0131 is not "1" with its high byte dropped'],
    ['wide twin of a letter', good.replace('pread', 'p\uff52ead'), 'nothing is normalised'],
    [
      '"~" whose low byte is that of another',
      good.replace('.pread', '\u017eh.pread'),
      'U+017E is not "~" with its high byte dropped',
    ],
    ['MAC', edited(good, (signed, mac) => `${signed}.\u0131${mac.slice(1)}`), '43 characters, and more bytes'],
    ['lone surrogate', good.replace('file-1', 'file-\ud800'), 'it has no UTF-8'],
    ['field, MAC over its UTF-8', tokenOf({ block: `${PLAIN}.\u00e9` }), 'an unknown letter, whatever the MAC says'],
    [
      'astral field, MAC over its UTF-8',
      tokenOf({ block: `${PLAIN}.\u{1f4c4}` }),
      'an unknown letter, whatever the MAC says',
    ],
    ['file id, MAC over its UTF-8', tokenOf({ block: `e${T1}.f\u00e9.pread` }), 'such an id stands in g'],
    ['digits, MAC over their UTF-8', tokenOf({ block: 'e\u0661\u0667.ffile-1.pread' }), 'ASCII digits alone'],
    ["holder's block, MAC over its UTF-8", tokenOf({ narrowed: ['f\u00e9'] }), 'such an id stands in g'],
  ] as const
).map(([name, token, reason]) => refuse('malformed', name, reason, { token }))
