import type pg from 'pg'
import { serverUrls } from '../../database-url.ts'
import { StorageUnavailableError } from '../../storage.ts'
import { findLayout, refuseSeveral } from '../shards/find-layout.ts'
import { Connection } from './connection.ts'
import { driver } from './driver.ts'
import { isInFailedTransaction, isTimeout, isUnavailable, portError, timeoutError } from './errors.ts'
import type { Layout } from './layout.ts'

/** A connection that is opened when it is first needed, and reopened after it is lost. */
export class Session {
  readonly #settings: pg.ClientConfig
  /** Of the servers that have the database, the one to connect to next first. */
  readonly #urls: string[]
  readonly #keepsStatements: boolean
  #connection: Connection | undefined
  #connecting: Promise<Connection> | undefined
  #closed = false
  /** For what is committed apart from the transactions of this one; opened when it is first needed. */
  #apart: Session | undefined
  #layout: Layout | undefined
  /** Aborts the connection attempt in progress. */
  #breakOff: (() => void) | undefined

  /**
   * @param keepsStatements whether the connection goes directly to the server, so that prepared statements persist.
   * @param layout of the database; the first connection finds it by default.
   */
  constructor(settings: pg.ClientConfig, keepsStatements: boolean, layout?: Layout) {
    this.#layout = layout
    this.#settings = settings
    this.#urls = serverUrls(settings.connectionString ?? '')
    this.#keepsStatements = keepsStatements
  }

  get isConnected(): boolean {
    return this.#connection !== undefined
  }

  /** Whether a connection exists or is being opened. */
  get isBegun(): boolean {
    return this.#connecting !== undefined
  }

  /** @throws StorageUnavailableError if the server can't be reached. */
  connection(): Promise<Connection> {
    if (this.#closed) return Promise.reject(new StorageUnavailableError('The database is closed.'))
    if (this.#connecting !== undefined) return this.#connecting
    const connecting = this.#connect().catch((error: unknown) => {
      if (this.#connecting === connecting) this.#connecting = undefined
      throw portError(error)
    })
    this.#connecting = connecting
    return connecting
  }

  /** Resolves when the server has answered all earlier statements. @throws StorageUnavailableError */
  async ping(): Promise<void> {
    try {
      await (await this.connection()).control('SELECT 1')
    } catch (error) {
      // A failed transaction refuses the statement, which is an answer, too.
      if (isUnavailable(error) && !isInFailedTransaction(error)) throw portError(error)
    }
  }

  /** Closes the connection; the next caller gets a new one. */
  reset(): void {
    const connection = this.#connection
    this.#connection = undefined
    this.#connecting = undefined
    connection?.close().catch(() => undefined)
  }

  /** Fails every pending statement and connection attempt with a timeout. The next caller gets a new connection. */
  abandon(): void {
    const connection = this.#connection
    const breakOff = this.#breakOff
    this.#apart?.abandon()
    this.#connection = undefined
    this.#connecting = undefined
    if (connection !== undefined) connection.abandon()
    else breakOff?.()
  }

  async close(): Promise<void> {
    this.#closed = true
    const connection = await this.#connecting?.catch(() => undefined)
    this.#connecting = undefined
    await Promise.all([connection?.close(), this.#apart?.close()])
  }

  #connectApart(): Promise<Connection> {
    this.#apart ??= new Session(this.#settings, this.#keepsStatements, this.#layout)
    return this.#apart.connection()
  }

  /** Connects to the server of the last connection, or to the next that can be reached. */
  async #connect(): Promise<Connection> {
    for (let left = this.#urls.length - 1; ; left -= 1) {
      try {
        return await this.#connectTo(this.#urls[0] ?? '')
      } catch (error) {
        if (left <= 0 || this.#closed || isTimeout(error) || !isUnavailable(error)) throw error
        this.#urls.push(...this.#urls.splice(0, 1))
      }
    }
  }

  async #connectTo(connectionString: string): Promise<Connection> {
    // Reads the certificate files that the URL names, which may already fail.
    const client = new (driver().Client)({ ...this.#settings, connectionString, pipeline: true })
    const lost = () => {
      if (this.#connection === connection) this.reset()
    }
    const connection = new Connection(client, lost, () => this.#connectApart())
    client.on('error', lost)
    client.on('end', lost)
    let isBrokenOff = false
    this.#breakOff = () => {
      isBrokenOff = true
      client.connection.stream.destroy()
    }
    const breakOff = this.#breakOff
    try {
      await client.connect()
      // The abort may have come in the same turn.
      if (isBrokenOff) throw timeoutError(undefined)
      this.#layout ??= await findLayout(connection)
      refuseSeveral(this.#urls, this.#layout)
      connection.layout = this.#layout
      if (this.#keepsStatements)
        connection.keepsStatements = (await this.#layout.mayKeepStatements?.(connection)) ?? true
      this.#connection = connection
      return connection
    } catch (error) {
      client.end().catch(() => undefined)
      throw error
    } finally {
      if (this.#breakOff === breakOff) this.#breakOff = undefined
    }
  }
}
