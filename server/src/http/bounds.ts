/** The maximum size of a JSON body. */
export const maxBodyBytes = 1024 * 1024
/** The maximum nesting depth of JSON. The deepest valid body of an operation has seven levels. */
export const maxJsonDepth = 32
/**
 * The maximum number of values in a body, at all depths. All violations of the schema are collected: a hostile body of
 * 1 MiB with 350,000 items blocked the event loop for up to a second.
 */
export const maxJsonValues = 10_000

/** The dated versions, which behave alike. The first is the documented one; the official SDK sends the third. */
export const datedVersions = ['2021-07-28', '2021-04-15', '2023-02-21'] as const

/** The supported API versions. */
export const apiVersions = [...datedVersions, 'v3'] as const
