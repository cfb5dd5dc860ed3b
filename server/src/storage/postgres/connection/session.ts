import pg from 'pg'
import { StorageUnavailableError } from '../../storage.ts'
import { Connection } from './connection.ts'
import { portError } from './errors.ts'

/** A connection that is made when it is first needed, and anew after it was lost. */
export class Session {
  readonly #settings: pg.ClientConfig
  readonly #keepsStatements: boolean
  #connection: Connection | undefined
  #connecting: Promise<Connection> | undefined
  #closed = false

  /** @param keepsStatements whether the server is spoken to directly, so that prepared statements stay. */
  constructor(settings: pg.ClientConfig, keepsStatements: boolean) {
    this.#settings = settings
    this.#keepsStatements = keepsStatements
  }

  get isConnected(): boolean {
    return this.#connection !== undefined
  }

  /** Whether there is a connection, or one is being made. */
  get isBegun(): boolean {
    return this.#connecting !== undefined
  }

  /** @throws StorageUnavailableError where the server is away. */
  connection(): Promise<Connection> {
    if (this.#closed) return Promise.reject(new StorageUnavailableError('The database is closed.'))
    this.#connecting ??= this.#connect().catch((error: unknown) => {
      this.#connecting = undefined
      throw portError(error)
    })
    return this.#connecting
  }

  /** Gives the connection up, so that the next who needs one gets another. */
  reset(): void {
    const connection = this.#connection
    this.#connection = undefined
    this.#connecting = undefined
    connection?.close().catch(() => undefined)
  }

  async close(): Promise<void> {
    this.#closed = true
    const connection = await this.#connecting?.catch(() => undefined)
    this.#connecting = undefined
    await connection?.close()
  }

  async #connect(): Promise<Connection> {
    // It reads the files of certificates that the URL names, and may fail of that already.
    const client = new pg.Client({ ...this.#settings, pipeline: true })
    const lost = () => {
      if (this.#connection === connection) this.reset()
    }
    const connection = new Connection(client, this.#keepsStatements, lost)
    client.on('error', lost)
    client.on('end', lost)
    try {
      await client.connect()
      this.#connection = connection
      return connection
    } catch (error) {
      client.end().catch(() => undefined)
      throw error
    }
  }
}
