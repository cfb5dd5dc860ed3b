/** The largest JSON body. */
export const maxBodyBytes = 1024 * 1024
/** How deep JSON may nest. The deepest body that an operation takes has seven levels. */
export const maxJsonDepth = 32
/**
 * How many values a body may hold, counted at every depth. The schema's violations are all collected: a
 * hostile body of 1 MiB, 350,000 items, kept the event loop for up to a second.
 */
export const maxJsonValues = 10_000

/** The dated versions, which are answered alike. The first is the documented one; the official SDK sends the third. */
export const datedVersions = ['2021-07-28', '2021-04-15', '2023-02-21'] as const

/** The API versions that are served. */
export const apiVersions = [...datedVersions, 'v3'] as const
