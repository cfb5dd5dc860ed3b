import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'

/** The signals that a command gets from contactd. */
const forwarded = (['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const).filter(
  (signal) => signal in constants.signals,
)

/** A command that can't be started. */
export class CommandError extends Error {
  override name = 'CommandError'
  readonly exitCode: number

  constructor(message: string, exitCode: number) {
    super(message)
    this.exitCode = exitCode
  }
}

/**
 * Runs a command with the input and output of this process, and passes signals on to it.
 * @returns its exit code; 128 and the number of the signal that ended it, as shells do.
 * @throws CommandError if it can't be started: with 127 if it is missing, otherwise with 126.
 */
export function runCommand(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [program = '', ...args] = command
  return new Promise((resolve, reject) => {
    const refuse = ({ code, message }: NodeJS.ErrnoException) => {
      const isMissing = code === 'ENOENT' || program === ''
      const reason = isMissing ? 'there is no such command' : (code ?? message)
      reject(new CommandError(`${program || 'It'} can't be started: ${reason}.`, isMissing ? 127 : 126))
    }
    let child: ChildProcess
    try {
      child = spawn(program, args, { stdio: 'inherit', env })
    } catch (error) {
      // Node.js throws some errors, such as that of too many arguments.
      return refuse(error as NodeJS.ErrnoException)
    }
    const listeners = forwarded.map((signal) => {
      // A terminal sends it to the command, too.
      const isTerminal = signal !== 'SIGTERM' && signal !== 'SIGUSR2' && process.stdin.isTTY === true
      const listener = () => void (isTerminal || child.kill(signal))
      process.on(signal, listener)
      return { signal, listener }
    })
    const stopListening = () => {
      for (const { signal, listener } of listeners) process.off(signal, listener)
    }
    child.on('error', (error) => {
      // A signal that may not be sent is an error, too.
      if (child.pid !== undefined) return
      stopListening()
      refuse(error)
    })
    child.once('exit', (code, signal) => {
      stopListening()
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}
