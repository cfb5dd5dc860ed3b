import type { App } from '../../server/src/http/app.ts'

/** One line of a log, with its fields. */
export interface LogLine {
  level: string
  args: unknown[]
}

/**
 * A logger that keeps its lines for tests.
 * @param level `info` includes requests.
 */
export function memoryLogger(level = 'warn'): { logger: App['log']; lines: LogLine[] } {
  const lines: LogLine[] = []
  const at =
    (name: string) =>
    (...args: unknown[]) => {
      lines.push({ level: name, args })
    }
  const logger = {
    level,
    fatal: at('fatal'),
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: () => {},
    trace: () => {},
    silent: () => {},
    child: () => logger,
  } as unknown as App['log']
  return { logger, lines }
}
