import { Command } from 'commander'
import { revokePrivateIntegrationToken } from '../../auth/private-integration-token.ts'
import { listTokens, type TokenRow } from '../../auth/token-store.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { Failure } from '../failure.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption } from '../options.ts'
import { printFields, printJson, printTable } from '../output.ts'
import { readDatabase, withStorage } from '../with-storage.ts'
import { tokenCreateCommand } from './token-create.ts'

/** `contactd token`: private integration tokens. */
export function tokenCommand(): Command {
  return new Command('token')
    .description('Creates, lists and revokes private integration tokens.')
    .addCommand(tokenCreateCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand())
    .addHelpText('after', '\nExample:\n  $ contactd token list')
}

function listCommand(): Command {
  return new Command('list')
    .description('Lists the tokens, including revoked ones. The secrets are not stored.')
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd token list --json')
    .action(list)
}

async function list(options: CommonOptions): Promise<void> {
  const rows = await readDatabase(options, (tx) => tx.all(listTokens, { limit: maxListed }))
  sayIfCut(rows)
  const tokens = rows.map(tokenView)
  if (options.json) return printJson(tokens)
  printTable(
    ['ID', 'NAME', 'COMPANY', 'LOCATION', 'ADDED', 'REVOKED', 'SCOPES'],
    tokens.map((token) => [
      token.id,
      token.name,
      token.companyId,
      token.locationId ?? '',
      token.dateAdded,
      token.dateRevoked ?? '',
      token.scopes.join(','),
    ]),
  )
}

function revokeCommand(): Command {
  return new Command('revoke')
    .description('Revokes a token. A running server refuses it from the next request on.')
    .argument('<id>', 'the id of the token (see `token list`)')
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd token revoke 6dvNaf7VhkQ9snc5vnjJ')
    .action(revoke)
}

async function revoke(id: string, options: CommonOptions): Promise<void> {
  // The token is not repeated: stderr often ends up in logs.
  if (id.startsWith('pit-'))
    throw new Failure('That is a token, not its id. `contactd token list` shows the ids.')
  const revoked = await withStorage(options, (storage) =>
    storage.write(async (tx) => {
      const row = await revokePrivateIntegrationToken(tx, { clock, ids }, id)
      if (!row) throw new Failure(`The token ${id} does not exist. \`contactd token list\` shows all tokens.`)
      return tokenView(row)
    }, 'access'),
  )
  if (options.json) return printJson(revoked)
  printFields({ ...revoked, scopes: revoked.scopes.join(',') })
}

const tokenView = ({ id, name, scopes, companyId, locationId, dateAdded, dateRevoked }: TokenRow) => ({
  id,
  name,
  scopes: scopes.split(' '),
  companyId,
  ...(locationId !== null && { locationId }),
  dateAdded: new Date(dateAdded).toISOString(),
  ...(dateRevoked !== null && { dateRevoked: new Date(dateRevoked).toISOString() }),
})
