import { dirname } from 'node:path'
import { SecretKeyError } from '../auth/secret-key-file.ts'
import { ApiError } from '../http/api-error.ts'
import { InputError } from '../lib/input-error.ts'
import { CopyError } from '../storage/copy/copy-port.ts'
import { DatabaseUrlError } from '../storage/database-url.ts'
import { engineSentence } from '../storage/engine-sentence.ts'
import { DatabaseOpenError } from '../storage/open-error.ts'
import { StorageUnavailableError } from '../storage/storage.ts'
import { Failure } from './failure.ts'

/** Errors with a message for people. */
const toldErrors = [
  Failure,
  DatabaseUrlError,
  DatabaseOpenError,
  CopyError,
  SecretKeyError,
  InputError,
  ApiError,
]

/**
 * Converts an error to one sentence, if its cause is the command, the database or the machine.
 * @returns undefined for a bug of contactd, which needs a stack trace.
 */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error
  const sentence = sentenceOf(error)
  return sentence === undefined ? undefined : new Failure(sentence, { cause: error })
}

function sentenceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (toldErrors.some((told) => error instanceof told)) return error.message
  if (error instanceof StorageUnavailableError)
    return `${error.message} Run \`contactd doctor\` to find the cause.`
  return systemSentence(error) ?? engineSentence(error)
}

/** What the operating system refused, and what to do about it. */
function systemSentence(error: NodeJS.ErrnoException): string | undefined {
  if (error.code === undefined || error.syscall === undefined) return undefined
  const place = error.path ?? 'a file'
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk is full, so ${place} can't be written: free some space and run the command again.`
    case 'EROFS':
      return `The file system of ${place} is read-only: name a writable place.`
    case 'EACCES':
    case 'EPERM':
      return `This account has no access to ${place} (${error.syscall}): grant it, or name another place.`
    case 'ENOENT':
      if (error.syscall === 'mkdtemp')
        return `The folder for temporary files, ${dirname(place)}, does not exist: name another with TMPDIR.`
      return `${place} does not exist: name an existing one.`
    case 'ENOTDIR':
      return `${dirname(place)} is not a folder: name another place.`
    case 'EISDIR':
      return `${place} is a folder, not a file: name another.`
    case 'EMFILE':
    case 'ENFILE':
      return `Too many files are open (${error.syscall}): raise the limit of this account (ulimit -n).`
    default:
      return `The system refused ${error.syscall} of ${place}: ${error.message}.`
  }
}
