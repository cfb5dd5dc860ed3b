/** An error response of the API. Only the rows of the table in `errors.ts` create them. */
export class ApiError extends Error {
  readonly statusCode: number
  /** The response body without the trace id. */
  readonly body: Readonly<Record<string, unknown>>
  /** Whether the body ends with the request's `traceId`. */
  readonly traced: boolean
  readonly headers: Readonly<Record<string, string>>
  /** Only for the log. Contains nothing that a client sent. */
  readonly note: ErrorNote | undefined
  /** The row of the table that created the error. */
  origin?: ErrorOrigin

  constructor(
    statusCode: number,
    body: Readonly<Record<string, unknown>>,
    { traced = false, headers = {}, note }: ErrorOptions = {},
  ) {
    super(String(body.message ?? body.error))
    this.name = 'ApiError'
    this.statusCode = statusCode
    this.body = body
    this.traced = traced
    this.headers = headers
    this.note = note
  }
}

interface ErrorOptions {
  traced?: boolean
  headers?: Readonly<Record<string, string>>
  note?: ErrorNote | undefined
}

/** Details for the log that the message does not have. */
export interface ErrorNote {
  missingScope?: string
  hint?: string
}

/** The name of an error in the table, and a function that makes the same error with other arguments. */
interface ErrorOrigin {
  name: string
  withArguments(change: (argument: unknown, index: number) => unknown): ApiError
}

/** A row of the table of errors. */
export interface ErrorRow<Args extends readonly unknown[]> {
  /** Makes the error with its status and body. */
  make(...args: Args): ApiError
  /** When the error is sent, as the reference page says it. */
  when: string
  /** The arguments of the example on the reference page. */
  example: Args
}

type Table = Record<string, { make(...args: never[]): ApiError }>
type Makers<Rows extends Table> = { [Name in keyof Rows]: Rows[Name]['make'] }

/** Returns the functions that make the errors of a table. Each error knows its row. */
export function errorsOf<Rows extends Table>(rows: Rows): Makers<Rows> {
  const makers = Object.entries(rows).map(([name, { make }]) => {
    const makeWithOrigin = (...args: never[]): ApiError => {
      const error = make(...args)
      error.origin = { name, withArguments: (change) => make(...(args.map(change) as never[])) }
      return error
    }
    return [name, makeWithOrigin]
  })
  return Object.fromEntries(makers) as Makers<Rows>
}

/** A fixed text, or one that depends on the arguments. */
type Text<Args extends readonly unknown[]> = string | ((...args: Args) => string)

const textOf = <Args extends readonly unknown[]>(text: Text<Args>, args: Args): string =>
  typeof text === 'string' ? text : text(...args)

/** The errors of HighLevel's gateway: `{statusCode, message}`. */
export const gateway = <Args extends readonly unknown[] = []>(
  statusCode: number,
  message: Text<Args>,
  when: string,
  ...example: NoInfer<Args>
): ErrorRow<Args> => ({
  make: (...args) => new ApiError(statusCode, { statusCode, message: textOf(message, args) }),
  when,
  example,
})

const serviceWith =
  (options: ErrorOptions) =>
  <Args extends readonly unknown[] = []>(
    statusCode: number,
    error: string,
    message: Text<Args>,
    when: string,
    ...example: NoInfer<Args>
  ): ErrorRow<Args> => ({
    make: (...args) =>
      new ApiError(statusCode, { message: textOf(message, args), error, statusCode }, options),
    when,
    example,
  })

/** The errors of HighLevel's services: `{message, error, statusCode}`. */
export const service = serviceWith({})

/** Like `service`, with the trace id. */
export const tracedService = serviceWith({ traced: true })

export const badRequest = <Args extends readonly unknown[] = []>(
  message: Text<Args>,
  when: string,
  ...example: NoInfer<Args>
): ErrorRow<Args> => service(400, 'Bad Request', message, when, ...example)

/** An id in the path or the body does not exist. */
export const notFound = (what: string, when: string, id: string): ErrorRow<[string]> =>
  badRequest((id: string) => `${what} not found for id:${id}`, when, id)

/** A location, a contact or a company has reached a limit. */
export const tooMany = (owner: string, example: string): ErrorRow<[string, number]> =>
  badRequest(
    (what: string, limit: number) => `This ${owner} has ${limit} ${what}, the most it can have`,
    `The ${owner} has as many as it can.`,
    example,
    10_000,
  )

/** A refused search. HighLevel adds a trace id. */
export const searchRefused = <Args extends readonly unknown[] = []>(
  message: Text<Args>,
  when: string,
  ...example: NoInfer<Args>
): ErrorRow<Args> => tracedService(400, 'Bad Request', message, when, ...example)

/** The record exists already. The argument is its id. */
export const alreadyExists = (message: string, when: string, existingId: string): ErrorRow<[string]> => ({
  make: (existingId) =>
    new ApiError(400, { message, error: 'Bad Request', statusCode: 400, meta: { existingId } }),
  when,
  example: [existingId],
})

/** A later attempt may succeed. */
export const unavailable = (message: string, when: string): ErrorRow<[]> => ({
  make: () =>
    new ApiError(
      503,
      { message, error: 'Service Unavailable', statusCode: 503 },
      { traced: true, headers: { 'retry-after': '1' } },
    ),
  when,
  example: [],
})

/** The errors of the token endpoint, in the form of RFC 6749, section 5.2. */
export const oauthError = <Args extends readonly unknown[] = []>(
  statusCode: number,
  error: string,
  description: Text<Args>,
  when: string,
  ...example: NoInfer<Args>
): ErrorRow<Args> => ({
  make: (...args) => new ApiError(statusCode, { error, error_description: textOf(description, args) }),
  when,
  example,
})

/** A 422 with all violations of a request. */
export const unprocessable = (violations: readonly string[]): ApiError =>
  new ApiError(422, { message: violations, error: 'Unprocessable Entity', statusCode: 422 }, { traced: true })

const excerptLength = 500

/** The beginning of a client's text, for quoting it in an error. */
export const excerpt = (text: string): string =>
  text.length > excerptLength ? `${text.slice(0, excerptLength)}…` : text

/** The contact that already has the email or phone. */
export interface DuplicateMatch {
  contactName: string
  contactId: string
  matchingField: 'email' | 'phone'
}

/** HighLevel has two shapes: a create has a `traceId`, an update has `succeeded: false`. */
export function duplicateContact(operation: 'create' | 'update', match: DuplicateMatch): ApiError {
  const { contactName, contactId, matchingField } = match
  const body = {
    statusCode: 400,
    message: 'This location does not allow duplicated contacts.',
    meta: { contactName, contactId, matchingField },
  }
  return operation === 'create'
    ? new ApiError(400, body, { traced: true })
    : new ApiError(400, { ...body, succeeded: false })
}
