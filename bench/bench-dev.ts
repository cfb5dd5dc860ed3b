import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { machineFacts } from './machine.ts'
import type { BenchOptions } from './main.ts'
import { reportHead, spreadText, table } from './report.ts'
import { cleanEnvironment } from './workspace.ts'

const program = fileURLToPath(new URL('./dev-process.ts', import.meta.url))

/** What `dev-process.ts` prints, in milliseconds. */
type Figures = Record<'loadedMs' | 'startedMs' | 'resetMs' | 'thousandMs' | 'takenMs' | 'manyMs', number>

/** Measures the start of `startContactd`, resets and snapshots. */
export async function benchDev(workspace: string, { isQuick, progress }: BenchOptions): Promise<string> {
  const rounds = isQuick ? 3 : 10
  const figures: Figures[] = []
  for (let round = 0; round < rounds; round += 1) {
    progress(`round ${round + 1} of ${rounds}`)
    const { stdout } = await promisify(execFile)(process.execPath, [program], {
      cwd: workspace,
      env: cleanEnvironment(),
    })
    figures.push(JSON.parse(stdout))
  }
  const row = (what: string, unit: string, target: string, of: (one: Figures) => number) => [
    what,
    `${spreadText(figures.map(of), 1)} ${unit}`,
    target,
  ]
  return [
    reportHead(
      `\`npm run bench -- --dev\`: ${rounds} processes; each sends a request 20 times and reports the median. Medians of the processes, with minimum and maximum in brackets.`,
      machineFacts(workspace),
    ),
    table(
      ['step', 'time', 'target'],
      [
        row('`startContactd` is ready, once loaded', 'ms of CPU', '150', ({ startedMs }) => startedMs),
        row('the same, with loading the package', 'ms of CPU', '250', (one) => one.loadedMs + one.startedMs),
        row('reset to the demo, 200 contacts', 'ms', '', ({ resetMs }) => resetMs),
        row('restore 1,000 contacts, as a reset does', 'ms', '10', ({ thousandMs }) => thousandMs),
        row('restore 10,000 contacts', 'ms', '50', ({ manyMs }) => manyMs),
        row('take a snapshot of 10,000 contacts', 'ms', '', ({ takenMs }) => takenMs),
      ],
    ),
  ].join('\n\n')
}
