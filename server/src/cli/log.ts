import { type Logger, pino } from 'pino'

/** Lines are buffered up to this many bytes, or this long, before they are written. */
const batchBytes = 8192
const flushIntervalMs = 200
/** If nobody reads stderr, further lines are dropped. */
const maxBufferedBytes = 8 * 1024 * 1024

export interface Log {
  logger: Logger
  /** Forwards a line that another process has logged. */
  writeLine(line: string): void
  /** Writes the buffered lines. */
  flush(): void
}

/** An error for the log, without PostgreSQL's detail about a refused row, which contains the row's values. */
function loggedError(error: Error): object {
  const { detail, where, ...logged } = pino.stdSerializers.err(error)
  return logged
}

/**
 * The log on stderr: one JSON line per event, or readable lines on a terminal.
 * @param namesProcess whether each line names its process.
 */
export async function openLog(level: string, { namesProcess = false } = {}): Promise<Log> {
  const options = {
    level,
    base: namesProcess ? { pid: process.pid } : null,
    serializers: { err: loggedError },
  }
  if (process.stderr.isTTY) {
    const { default: pretty } = await import('pino-pretty')
    const stream = pretty({
      destination: 2,
      sync: true,
      colorize: !process.env.NO_COLOR,
      ignore: 'hostname',
    })
    const writeLine = (line: string) => process.stderr.write(`${line}\n`)
    return { logger: pino(options, stream), writeLine, flush: () => {} }
  }
  const stream = pino.destination({
    dest: 2,
    sync: false,
    minLength: batchBytes,
    maxLength: maxBufferedBytes,
  })
  // Without lines, a flush would still write an empty text, in another thread.
  let hasLines = false
  const write = (line: string) => {
    hasLines = true
    stream.write(line)
  }
  setInterval(() => {
    if (hasLines) stream.flush()
    hasLines = false
  }, flushIntervalMs).unref()
  return {
    logger: pino(options, { write }),
    writeLine: (line) => write(`${line}\n`),
    flush: () => stream.flushSync(),
  }
}
