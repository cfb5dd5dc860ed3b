const minRetryAfterMs = 1_000
const maxRetryAfterMs = 24 * 60 * 60 * 1000

/** The three forms of an HTTP date begin with the name of a day. */
const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /

/**
 * The wait that a `retry-after` header asks for, in seconds or as an HTTP date, within a second and a day.
 * @param now in ms since 1970.
 * @returns undefined if it is neither.
 */
export function retryAfterMs(value: string, now: number): number | undefined {
  const text = value.trim()
  const waitMs = /^\d+$/.test(text)
    ? Number(text) * 1000
    : httpDate.test(text)
      ? dateMs(text) - now
      : Number.NaN
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, minRetryAfterMs), maxRetryAfterMs)
}

/** An HTTP date is in GMT; of its forms, asctime's does not say so. */
const dateMs = (text: string) => Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
