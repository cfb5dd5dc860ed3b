import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** OkHttp and the packages that it needs, if the machine has them. */
const jars = globSync(
  ['okhttp', 'okio', 'okio-jvm', 'kotlin-stdlib'].flatMap((name) => [
    join(homedir(), `.m2/repository/**/${name}/*/${name}-*.jar`),
    `/usr/share/java/${name}.jar`,
  ]),
)
const classPath = [...jars, '.'].join(delimiter)

interface Runner {
  /** The name of the program's file, in the current folder. */
  file: string
  command: string
  args: string[]
}

const runners: Record<string, Runner> = {
  curl: { file: 'sample.sh', command: 'sh', args: ['sample.sh'] },
  javascript: { file: 'sample.js', command: process.execPath, args: ['sample.js'] },
  python: { file: 'sample.py', command: 'python3', args: ['sample.py'] },
  php: { file: 'sample.php', command: 'php', args: ['sample.php'] },
  // In a locale without UTF-8: its compiler reads the file with the encoding of the locale.
  java: {
    file: 'Main.java',
    command: 'java',
    args: ['-Dfile.encoding=US-ASCII', '-cp', classPath, 'Main.java'],
  },
  go: { file: 'sample.go', command: 'go', args: ['run', 'sample.go'] },
  ruby: { file: 'sample.rb', command: 'ruby', args: ['sample.rb'] },
}

const checks: Record<string, () => boolean> = {
  curl: () => runs('curl', '--version'),
  javascript: () => true,
  python: () => runs('python3', '-c', 'import requests'),
  php: () => runs('php', '-r', 'exit(function_exists("curl_init") ? 0 : 1);'),
  java: () => runs('javac', '-version') && jars.some((jar) => jar.includes('okhttp')),
  go: () => runs('go', 'version'),
  ruby: () => runs('ruby', '--version'),
}

const runs = (command: string, ...args: string[]) => spawnSync(command, args).status === 0

/** How a sample of a language is run. @param lang that of the sample. */
export function runnerOf(lang: string): Runner {
  const runner = runners[lang]
  if (runner === undefined) throw new Error(`Samples for ${lang} are not run.`)
  return runner
}

/** Whether the machine has a language, and the packages of its samples. */
export const canRun = (lang: string): boolean => checks[lang]?.() ?? false
