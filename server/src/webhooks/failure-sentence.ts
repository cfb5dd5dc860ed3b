import { forbiddenTargetCode, notPublicSentence } from './targets/target-url.ts'

/** Sentences for the codes of Node.js and undici. */
const sentences: Record<string, string> = {
  [forbiddenTargetCode]: notPublicSentence,
  ENOTFOUND: 'The name of the host does not exist.',
  ENODATA: 'The name of the host has no address.',
  ESERVFAIL: 'The name of the host could not be looked up.',
  ETIMEOUT: 'The name of the host could not be looked up in time.',
  EAI_AGAIN: 'The name of the host could not be looked up.',
  ECONNREFUSED: 'The receiver refused the connection.',
  EHOSTUNREACH: "The receiver can't be reached.",
  ENETUNREACH: "The receiver can't be reached.",
  ETIMEDOUT: 'The receiver did not accept the connection in time.',
  UND_ERR_CONNECT_TIMEOUT: 'The receiver did not accept the connection in time.',
  ECONNRESET: closedEarly(),
  EPIPE: closedEarly(),
  UND_ERR_SOCKET: closedEarly(),
  UND_ERR_HEADERS_OVERFLOW: 'The headers of the answer are too large.',
  UND_ERR_PRX_CONN: 'The proxy closed the connection.',
  UND_ERR_ABORTED: 'The proxy refused to connect.',
  UND_ERR_DESTROYED: 'contactd gave the delivery up before the receiver had answered.',
  EPROTO: 'The receiver does not speak TLS.',
  CERT_HAS_EXPIRED: 'The certificate of the receiver has expired.',
  CERT_NOT_YET_VALID: 'The certificate of the receiver is not valid yet.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate of the receiver is self-signed.',
  SELF_SIGNED_CERT_IN_CHAIN: untrusted(),
  UNABLE_TO_GET_ISSUER_CERT: untrusted(),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted(),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'The certificate of the receiver comes without its chain, or from an unknown authority.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of the receiver is for another host.',
}

/** Why an attempt failed, in one sentence that repeats nothing of the URL. Messages of errors do: they have hosts, addresses and paths. */
export function failureSentence(error: Error & { code?: string }): string {
  const { code = '', name, message } = error
  if (name === 'HTTPParserError') return 'The answer is not HTTP.'
  // undici ends the connection itself after 100 and 101.
  if (code === 'UND_ERR_SOCKET' && /^bad (response|upgrade)$/.test(message)) {
    return 'The receiver answered with a status that was not asked for.'
  }
  const sentence = sentences[code]
  if (sentence !== undefined) return sentence
  if (code.startsWith('ERR_SSL_')) return 'The receiver does not speak TLS.'
  return /^[A-Z\d_]+$/.test(code) ? `The delivery failed with ${code}.` : 'The delivery failed.'
}

/** Why the status of an answer is a failure. */
export function statusSentence(status: number): string {
  const redirects = status >= 300 && status < 400
  return redirects
    ? `The receiver redirects (${status}). Deliveries don't follow.`
    : `The receiver answered ${status}.`
}

function closedEarly(): string {
  return 'The receiver closed the connection before it had answered.'
}

function untrusted(): string {
  return 'The certificate of the receiver comes from an unknown authority.'
}
