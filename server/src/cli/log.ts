import { type Logger, pino } from 'pino'

/** Lines wait for one another up to this many bytes, or this long, before they are written. */
const batchBytes = 8192
const flushIntervalMs = 200
/** What can't be written because nobody reads stderr is dropped beyond this. */
const maxBufferedBytes = 8 * 1024 * 1024

export interface Log {
  logger: Logger
  /** Passes on a line that another process has logged. */
  writeLine(line: string): void
  /** Writes what still waits. */
  flush(): void
}

/**
 * The log on stderr: one JSON line an event, or readable lines on a terminal.
 * @param namesProcess whether each line says which process it is of.
 */
export async function openLog(level: string, { namesProcess = false } = {}): Promise<Log> {
  const base = namesProcess ? { pid: process.pid } : null
  if (process.stderr.isTTY) {
    const { default: pretty } = await import('pino-pretty')
    const stream = pretty({
      destination: 2,
      sync: true,
      colorize: !process.env.NO_COLOR,
      ignore: 'hostname',
    })
    const writeLine = (line: string) => process.stderr.write(`${line}\n`)
    return { logger: pino({ level, base }, stream), writeLine, flush: () => {} }
  }
  const stream = pino.destination({
    dest: 2,
    sync: false,
    minLength: batchBytes,
    maxLength: maxBufferedBytes,
  })
  setInterval(() => stream.flush(), flushIntervalMs).unref()
  return {
    logger: pino({ level, base }, stream),
    writeLine: (line) => stream.write(`${line}\n`),
    flush: () => stream.flushSync(),
  }
}
