import type { RefusalSign } from '../mapping/target.ts'

const yes = new Set([
  'yes',
  'true',
  '1',
  'y',
  'x',
  'ja',
  'wahr',
  'oui',
  'vrai',
  'sí',
  'si',
  'verdadero',
  'on',
  'active',
])
const no = new Set(['no', 'false', '0', 'n', 'nein', 'falsch', 'non', 'faux', 'falso', 'off'])
const refused = /unsubscri|opted.?out|cleaned|bounced|complain|abmeld|abgemeldet/i

/**
 * Whether a cell tells that a person refused a channel. `no` in a column of consent counts as a refusal, whether the
 * person was asked or not: nobody is written to by mistake.
 */
export function isRefusal(text: string, sign: RefusalSign): boolean {
  const word = text.toLowerCase()
  switch (sign) {
    case 'yes':
      return yes.has(word) || refused.test(word)
    case 'no':
      return no.has(word)
    case 'filled':
      return word !== '' && !no.has(word)
    case 'word':
      return refused.test(word)
  }
}
