const mask = '•••'
/** Properties whose values name records or types, and nobody. */
const kept =
  /(?:^|_|[a-z])(?:id|ids|type|status|dataType|message|error|statusCode|traceId|succeded|succeeded)$/i

/**
 * A JSON value as text, with a mask in place of texts and numbers: what people wrote about other people. Ids, types and
 * the words of errors stay.
 */
export const maskedText = (value: unknown): string =>
  JSON.stringify(value, (key, own) => {
    const isMasked = typeof own === 'string' || typeof own === 'number'
    return isMasked && !isKept(key, own) ? mask : own
  })

/** A text of several words is no id. */
const isKept = (key: string, value: string | number): boolean =>
  kept.test(key) && (/^(?:message|error)$/.test(key) || !/\s|@|\+\d/.test(String(value)))
