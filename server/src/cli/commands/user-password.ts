import { Command, Option } from 'commander'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { changePassword, hashPasswordOf } from '../../oauth/sign-in-password.ts'
import { findUserByEmailOrFail } from '../find-or-fail.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printJson, say } from '../output.ts'
import { readPassword } from '../read-password.ts'
import { userView } from '../user-view.ts'
import { withStorage } from '../with-storage.ts'

interface PasswordOptions extends CommonOptions {
  company?: string
}

/** `contactd user password`. */
export function userPasswordCommand(): Command {
  return new Command('password')
    .description(
      'Sets the password of a user, and signs them out. Asks for it on a terminal, otherwise reads one line from stdin.',
    )
    .argument('<email>', 'the email address of the user')
    .addOption(companyOfUserOption())
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd user password ada@example.com < password.txt')
    .action(setPassword)
}

/** Distinguishes users with the same email. */
export const companyOfUserOption = (): Option =>
  withVariable(
    new Option('--company <id>', 'the company of the user, if several have a user with that email'),
  )

async function setPassword(email: string, options: PasswordOptions): Promise<void> {
  const { company } = options
  const user = await withStorage(options, async (storage) => {
    // Checked first, so nobody types a password twice for an unknown user; checked again when it is set.
    const found = await storage.read((tx) => findUserByEmailOrFail(tx, email, company))
    const passwordHash = await hashPasswordOf(storage, ids, found, await readPassword())
    return storage.write(async (tx) => {
      const row = await findUserByEmailOrFail(tx, email, company)
      await changePassword(tx, { clock, ids }, row, passwordHash)
      return userView(tx, row)
    }, 'database')
  })
  if (options.json) printJson(user)
  else say(`The password of ${user.email} is set.`)
}
