import { ConfigProblem, KeyringProblem, MigrationProblem } from '@ihala/kit'
import { dossierCommand, logExportCommand, logForksCommand, logVerifyCommand, verifyCommand } from './evidence-commands.ts'
import {
  backupCommand,
  drillCommand,
  escrowCommand,
  kekNewCommand,
  recoveryNewCommand,
  restoreCommand,
  rotateCommand,
} from './keeping-commands.ts'
import { membersCommand } from './members/members.ts'
import { EXIT, parsed, type Surroundings, USAGE } from './options.ts'
import { CommandProblem } from './problem.ts'
import { applyCommand, doctorCommand, upgradeCommand } from './running-commands.ts'

/** Runs one command of `ihala`; the arguments are those after its name. Returns the exit code; throws faults only. */
export async function command(args: readonly string[], around: Surroundings): Promise<number> {
  try {
    return await asked(args, around)
  } catch (fault) {
    if (!isUnusable(fault)) throw fault
    around.say(fault.message)
    return EXIT.unusable
  }
}

function isUnusable(fault: unknown): fault is Error {
  return [CommandProblem, ConfigProblem, KeyringProblem, MigrationProblem].some((kind) => fault instanceof kind)
}

async function asked(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, positionals } = parsed(args)
  const [first, subject, ...more] = positionals
  // These two name what they are about; the others are one or two words.
  const isAbout = (first === 'dossier' || first === 'verify') && subject !== undefined && more.length === 0
  const name = isAbout ? first : positionals.join(' ')
  if (values.help === true) {
    around.print(USAGE)
    return EXIT.done
  }
  switch (name) {
    case 'doctor':
      return doctorCommand(values, around)
    case 'backup':
      return backupCommand(values, around)
    case 'restore':
      return restoreCommand(values, around)
    case 'drill':
      return drillCommand(values, around)
    case 'upgrade':
      return upgradeCommand(values, around)
    case 'dossier':
      return dossierCommand(subject, values, around)
    case 'verify':
      return verifyCommand(subject, values, around)
    case 'log verify':
      return logVerifyCommand(values, around)
    case 'log export':
      return logExportCommand(values, around)
    case 'log forks':
      return logForksCommand(values, around)
    case 'keys escrow':
      return escrowCommand(values, around)
    case 'keys recovery-new':
      return recoveryNewCommand(values, around)
    case 'keys kek-new':
      return kekNewCommand(values)
    case 'members apply':
      return applyCommand(values, around)
    case 'members rotate':
      return rotateCommand(values, around)
    default: {
      const done = first === 'members' ? await membersCommand(positionals.slice(1), values, around) : undefined
      if (done !== undefined) return done ? EXIT.done : EXIT.wrong
      throw new CommandProblem(`there is no command “${name}”\n${USAGE}`)
    }
  }
}
