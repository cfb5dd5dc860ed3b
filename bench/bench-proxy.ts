import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls'
import { exchanger, openSocket } from './exchange.ts'
import { machineFacts } from './machine.ts'
import type { BenchOptions } from './main.ts'
import { cpuTimeOfTreeUs } from './process-facts.ts'
import { numberText, ratios, reportHead, spreadText, table } from './report.ts'
import { getRequest, putRequest } from './requests.ts'
import { adopt, cleanEnvironment, launcher } from './workspace.ts'

const host = 'services.leadconnectorhq.com'
const connections = 16
const wholePlan = { rounds: 6, requests: 20_000 }
const quickPlan = { rounds: 2, requests: 10_000 }

/** What `contactd dev --json` prints. */
interface Dev {
  url: string
  token: string
  contactId: string
  proxyUrl: string
  caFile: string
}

/** A way to the server. `open` opens a connection, whose path begins with `prefix`. */
interface Way {
  name: string
  prefix: string
  open(): Promise<Socket>
}

/** Measures what a request costs by each way of the proxy, and without it. */
export async function benchProxy(workspace: string, { isQuick, progress }: BenchOptions): Promise<string> {
  const { rounds, requests } = isQuick ? quickPlan : wholePlan
  const { dev, pid } = await startDev(workspace)
  const ways = waysTo(dev)
  const kinds = {
    'get a contact': (prefix: string) => getRequest(`${prefix}/contacts/${dev.contactId}`, dev.token),
    'update a contact': (prefix: string, turn: number) =>
      putRequest(`${prefix}/contacts/${dev.contactId}`, dev.token, { city: `City ${turn}` }),
  }
  const rows: string[][] = []
  for (const [kind, make] of Object.entries(kinds)) {
    const perCpuSecond = ways.map((): number[] => [])
    // The first round compiles the code.
    for (let round = -1; round < rounds; round += 1) {
      progress(`${kind}: round ${round + 1} of ${rounds}`)
      for (const [index, way] of ways.entries()) {
        const sockets = await Promise.all(Array.from({ length: connections }, () => way.open()))
        const before = cpuTimeOfTreeUs(pid)
        await send(sockets, requests, (turn) => make(way.prefix, turn))
        const spentUs = cpuTimeOfTreeUs(pid) - before
        for (const socket of sockets) socket.destroy()
        if (round >= 0) perCpuSecond[index]?.push((requests / spentUs) * 1e6)
      }
    }
    const [plain = []] = perCpuSecond
    for (const [index, { name }] of ways.entries()) {
      const own = perCpuSecond[index] ?? []
      rows.push([kind, name, spreadText(own), spreadText(ratios(plain, own), 2)])
    }
  }
  return [
    reportHead(
      `\`npm run bench -- --proxy\`: ${rounds} rounds of ${numberText(requests)} requests a way, alternating, on ${connections} persistent connections to \`contactd dev\`. Medians, with minimum and maximum in brackets.`,
      machineFacts(workspace),
    ),
    table(['request', 'way', 'requests per CPU second', 'cost'], rows),
  ].join('\n\n')
}

async function startDev(folder: string): Promise<{ dev: Dev; pid: number }> {
  const child = adopt(
    spawn(launcher, ['dev', '--port', '0', '--json'], {
      cwd: folder,
      env: { ...cleanEnvironment(), XDG_STATE_HOME: folder },
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  const [line] = await once(createInterface(child.stdout), 'line')
  return { dev: JSON.parse(line), pid: child.pid ?? 0 }
}

function waysTo({ url, proxyUrl, caFile }: Dev): Way[] {
  const portOf = (address: string) => Number(new URL(address).port)
  const tls: ConnectionOptions = { servername: host, ca: readFileSync(caFile) }
  return [
    { name: 'without the proxy', prefix: '', open: () => openSocket(portOf(url)) },
    {
      name: 'CONNECT and TLS',
      prefix: '',
      async open() {
        const socket = await openSocket(portOf(proxyUrl))
        socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`)
        await once(socket, 'data')
        const secure = tlsConnect({ ...tls, socket })
        await once(secure, 'secureConnect')
        return secure
      },
    },
    { name: 'an absolute URL', prefix: `http://${host}`, open: () => openSocket(portOf(proxyUrl)) },
  ]
}

/** Sends the requests, one after the other on each connection. @throws Error for a response other than 200. */
async function send(
  sockets: readonly Socket[],
  count: number,
  make: (turn: number) => string,
): Promise<void> {
  let turn = 0
  await Promise.all(
    sockets.map(async (socket) => {
      const exchange = exchanger(socket)
      while (turn < count) {
        turn += 1
        const { status, body } = await exchange(make(turn))
        if (status !== '200') throw new Error(`The answer was ${status}: ${body()}`)
      }
    }),
  )
}
