import { existsSync, readFileSync, statfsSync } from 'node:fs'

/** Where Linux keeps files in memory. */
const folder = '/dev/shm'
/** What the tests need at most, several times over. */
const neededBytes = 2 * 1024 ** 3

/** A folder whose files are in memory, for files that need not survive a crash; undefined without room for them. */
export function memoryFolder(): string | undefined {
  if (!existsSync(folder)) return undefined
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize >= neededBytes ? folder : undefined
}

/** The same folder if programs and native modules can be started there, too: containers often forbid it. */
export function memoryFolderOfPrograms(): string | undefined {
  const mount = readMounts().findLast(([, where]) => where === folder)
  const [, , , options = 'noexec'] = mount ?? []
  return options.split(',').includes('noexec') ? undefined : memoryFolder()
}

const readMounts = () =>
  existsSync('/proc/mounts')
    ? readFileSync('/proc/mounts', 'utf8')
        .split('\n')
        .map((line) => line.split(' '))
    : []
