import { Command } from 'commander'
import { contactDuplicatesCommand } from './contact-duplicates.ts'
import { contactEraseCommand } from './contact-erase.ts'
import { contactExportCommand } from './contact-export.ts'
import { contactGetCommand } from './contact-get.ts'
import { contactImportCommand } from './contact-import.ts'
import { contactListCommand } from './contact-list.ts'
import { contactMergeCommand } from './contact-merge.ts'

/** `contactd contact`: contacts on the command line, and in files. */
export function contactCommand(): Command {
  return new Command('contact')
    .description('Shows, imports, exports, merges and erases contacts.')
    .addCommand(contactListCommand())
    .addCommand(contactGetCommand())
    .addCommand(contactImportCommand())
    .addCommand(contactExportCommand())
    .addCommand(contactDuplicatesCommand())
    .addCommand(contactMergeCommand())
    .addCommand(contactEraseCommand())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd contact import contacts.csv --location ve9EPM428h8vShlRW1KT --dry-run',
    )
}
