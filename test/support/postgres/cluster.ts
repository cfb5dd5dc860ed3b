import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  appendFileSync,
  chownSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { copyBinaries } from './binaries.ts'
import { freePort } from './free-port.ts'
import { type KeptFolder, makeFastFolder, makeKeptFolder } from './kept-folder.ts'
import { postgresUser } from './os-user.ts'

const user = 'contactd'
const timeoutMs = 30_000
const pauseMs = 10
const portAttempts = 5

const usual = [
  'shared_buffers=32MB',
  'max_connections=200',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'log_checkpoints=off',
  // The password has 128 random bits: more iterations would only slow down connections.
  'scram_iterations=1',
]

/** Commits survive a crash of the server, but not of the machine: for tests that need speed. */
const careless = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'autovacuum=off',
  // The files may be in memory.
  'max_wal_size=256MB',
]

export interface ClusterOptions {
  /** Whether commits are synced before they are acknowledged; true by default. */
  durable?: boolean
  /** Further settings of PostgreSQL, as `name=value`. */
  settings?: readonly string[]
}

/** How a server stops: closing its connections in order, or as if it had crashed. */
export type StopMode = 'fast' | 'immediate'
const stopSignals = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const

/**
 * A PostgreSQL server with its files in temporary folders, on a port of the loopback interface. It ends with
 * `close`, or at the latest with this process.
 */
export class PostgresCluster {
  /** The programs. */
  readonly #programs: KeptFolder
  /** The data of it and its replicas. */
  readonly #folder: KeptFolder
  readonly #name: string
  readonly #password: string
  readonly #owner = postgresUser()
  readonly #replicas: PostgresCluster[] = []
  #port = 0
  #postmaster: ChildProcess | undefined

  private constructor(programs: KeptFolder, folder: KeptFolder, name: string, password: string) {
    this.#programs = programs
    this.#folder = folder
    this.#name = name
    this.#password = password
  }

  /**
   * Creates a cluster and starts its server, which takes seconds.
   * @throws Error with PostgreSQL's output.
   */
  static async start({ durable = true, settings = [] }: ClusterOptions = {}): Promise<PostgresCluster> {
    const programs = makeKeptFolder()
    const folder = durable ? programs : makeFastFolder()
    const cluster = new PostgresCluster(programs, folder, 'primary', randomBytes(16).toString('hex'))
    try {
      await copyBinaries(programs.path)
      await cluster.#initialise([...usual, ...(durable ? [] : careless), ...settings])
      await cluster.#startSomewhere()
      return cluster
    } catch (error) {
      await cluster.#removeFolders()
      throw error
    }
  }

  /** The folder of its data. */
  get folder(): string {
    return this.#folder.path
  }

  /** The URL of one of the server's databases, with its superuser. A restart does not change it. */
  url(database = 'postgres'): string {
    return `postgres://${user}:${this.#password}@127.0.0.1:${this.#port}/${database}`
  }

  /** What the server has logged. */
  log(): string {
    return readFileSync(this.#logFile, 'utf8')
  }

  /**
   * Starts a stopped server, and waits until it accepts connections.
   * @throws Error with PostgreSQL's output.
   */
  async start(): Promise<void> {
    const giveUpAt = performance.now() + timeoutMs
    for (;;) {
      const report = await this.#tryToStart(giveUpAt)
      if (report === undefined) return
      // The remains of a killed server disappear after a moment.
      if (!report.includes('is still in use') || performance.now() > giveUpAt) throw new Error(report)
      await sleep(pauseMs)
    }
  }

  /** Stops the server if it runs, and waits for its end. */
  async stop(mode: StopMode): Promise<void> {
    await this.#end(stopSignals[mode])
  }

  /** Kills the server's main process; the others end on their own. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Creates a streaming replica, which restarts the server once. It closes with this cluster. */
  async addReplica(): Promise<PostgresCluster> {
    const name = `replica${this.#replicas.length + 1}`
    const replica = new PostgresCluster(this.#programs, this.#folder, name, this.#password)
    replica.#makeDataFolder()
    await this.stop('fast')
    await this.#run('cp', ['-R', `${this.#data}/.`, replica.#data])
    const primary = `host=127.0.0.1 port=${this.#port} user=${user} password=${this.#password}`
    appendFileSync(join(replica.#data, 'postgresql.auto.conf'), `primary_conninfo = '${primary}'\n`)
    writeFileSync(join(replica.#data, 'standby.signal'), '')
    await this.start()
    this.#replicas.push(replica)
    await replica.#startSomewhere()
    return replica
  }

  /** Stops the server and its replicas, and removes their files. */
  async close(): Promise<void> {
    for (const cluster of [...this.#replicas, this]) {
      await cluster.stop('immediate')
      // A killed server left it: the process id in it may belong to another program by now.
      rmSync(join(cluster.#data, 'postmaster.pid'), { force: true })
    }
    await this.#removeFolders()
  }

  async #removeFolders(): Promise<void> {
    await Promise.all([...new Set([this.#folder, this.#programs])].map((folder) => folder.close()))
  }

  get #data(): string {
    return join(this.#folder.path, this.#name)
  }

  get #logFile(): string {
    return `${this.#data}.log`
  }

  #makeDataFolder(): void {
    mkdirSync(this.#data, { mode: 0o700 })
    if (this.#owner) chownSync(this.#data, this.#owner.uid, this.#owner.gid)
  }

  async #initialise(settings: readonly string[]): Promise<void> {
    this.#makeDataFolder()
    const passwordFile = `${this.#data}.password`
    writeFileSync(passwordFile, this.#password, { mode: 0o600 })
    if (this.#owner) chownSync(passwordFile, this.#owner.uid, this.#owner.gid)
    await this.#run(this.#program('initdb'), [
      ...['-D', this.#data, '-U', user, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
      ...['--locale=C', '--encoding=UTF8', '--no-sync', '--no-instructions'],
      ...settings.flatMap((setting) => ['-c', setting]),
    ])
  }

  /** Starts the server on a free port, which another program may take in between. */
  async #startSomewhere(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      this.#port = await freePort()
      const report = await this.#tryToStart(performance.now() + timeoutMs)
      if (report === undefined) return
      if (!report.includes('Address already in use') || attempt === portAttempts) throw new Error(report)
    }
  }

  /** @returns undefined once the server accepts connections; its output if it ended before. */
  async #tryToStart(giveUpAt: number): Promise<string | undefined> {
    const log = openSync(this.#logFile, 'a')
    const { size: before } = fstatSync(log)
    const args = ['-D', this.#data, '-c', `port=${this.#port}`]
    const postmaster = this.#spawn(this.#program('postgres'), args, log)
    closeSync(log)
    this.#postmaster = postmaster
    while (!(await this.#answers())) {
      const report = () => `PostgreSQL does not start:\n${this.log().slice(before)}`
      if (hasEnded(postmaster)) return report()
      if (performance.now() > giveUpAt) throw new Error(report())
      await sleep(pauseMs)
    }
    return undefined
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url(), connectionTimeoutMillis: timeoutMs })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return true
    } catch {
      return false
    } finally {
      await client.end()
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const postmaster = this.#postmaster
    if (!postmaster || hasEnded(postmaster)) return
    const ended = once(postmaster, 'exit')
    postmaster.kill(signal)
    const overdue = setTimeout(() => postmaster.kill('SIGKILL'), timeoutMs)
    await ended
    clearTimeout(overdue)
  }

  #program(name: 'initdb' | 'postgres'): string {
    return join(this.#programs.path, 'native', 'bin', name)
  }

  /** Runs a program to its end, as PostgreSQL's user. @throws Error with its output. */
  async #run(program: string, args: readonly string[]): Promise<void> {
    const child = this.#spawn(program, args, 'pipe')
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk
      })
    }
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error(`${program} ended with ${code}:\n${said}`)
  }

  #spawn(program: string, args: readonly string[], output: number | 'pipe'): ChildProcess {
    return spawn(program, args, {
      ...this.#owner,
      cwd: this.#folder.path,
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env.PATH },
      stdio: ['ignore', output, output],
    })
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null
