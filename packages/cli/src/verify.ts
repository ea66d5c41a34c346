import { readFileSync, statSync } from 'node:fs'
import { type Anchors, checkAnchors, checkStatements } from '@ihala/contract'
import {
  dossierInPdf,
  filingWords,
  forkWords,
  isFiling,
  isFork,
  isLogFile,
  isPdf,
  type Language,
  logWords,
  MOST_BYTES,
  proofWords,
  verifyDossier,
  verifyFiling,
  verifyFork,
  verifyLogFile,
  Wrong,
  wrongWords,
} from '@ihala/verifier'
import { fileLines, fileStart } from './file-lines.ts'
import { printedIn } from './print/dossier.pages.ts'
import { CommandProblem } from './problem.ts'

/** What a file says it is. */
type Kind = 'dossier' | 'fork' | 'log' | 'filing'

/** What checking a file comes to: lines to print, the same as data, and whether it holds. */
export interface Verdict {
  readonly holds: boolean
  readonly lines: readonly string[]
  /** For a program: the kind of file, what it proves, and what is wrong first. */
  readonly found: {
    readonly holds: boolean
    readonly kind: Kind
    readonly proven: object | null
    readonly wrong: { readonly code: string; readonly where: string } | null
  }
}

/** What whoever checks knows already. */
export interface Known {
  /** File with the trust anchors they believe; undefined: those the file names. */
  readonly anchors?: string | undefined
  /** File with signed statements of the anchor, for a proof of a fork or of a filing that brings none. */
  readonly statements?: string | undefined
  /** File with the receipt code of a filing: on a command line others could read it. */
  readonly codeFile?: string | undefined
}

const PAGES: Readonly<Record<Language, string>> = {
  en: 'The pages, their QR code and their SHA-256 are those that are printed of the dossier inside.',
  ar: 'الصفحات ورمز الاستجابة وبصمة SHA-256 هي ما يُطبع من ملف الإثبات الذي في الداخل.',
}

/**
 * Checks a file offline: a dossier, alone or enclosed in a PDF together with the pages printed of it; a proof of a forked log; an
 * exported log; a proof that something was reported on a day. Throws CommandProblem when a file cannot be read.
 */
export async function verify(file: string, known: Known, language: Language): Promise<Verdict> {
  const pinned = known.anchors === undefined ? undefined : readAnchors(known.anchors)
  const statements = known.statements === undefined ? undefined : readStatements(known.statements)
  if (isLogFile(fileStart(file))) {
    return judged('log', language, () => {
      const proven = verifyLogFile(fileLines(file), pinned)
      return { proven, lines: logWords(proven, language) }
    })
  }
  const bytes = read(file)
  if (isFiling(bytes.toString('utf8', 0, 1000))) {
    return judged('filing', language, () => {
      const code = known.codeFile === undefined ? undefined : read(known.codeFile).toString('utf8')
      const knowledge = {
        ...(pinned === undefined ? {} : { anchors: pinned }),
        ...(statements === undefined ? {} : { statements }),
        ...(code === undefined ? {} : { code }),
      }
      const proven = verifyFiling(bytes.toString('utf8'), knowledge)
      return { proven, lines: filingWords(proven, language) }
    })
  }
  if (isFork(bytes.toString('utf8', 0, 200))) {
    return judged('fork', language, () => {
      const vouching = { ...(pinned === undefined ? {} : { anchors: pinned }), ...(statements === undefined ? {} : { statements }) }
      const proven = verifyFork(bytes.toString('utf8'), vouching)
      return { proven, lines: forkWords(proven, language) }
    })
  }
  return dossierVerdict(bytes, pinned, language)
}

async function dossierVerdict(bytes: Buffer, pinned: Anchors | undefined, language: Language): Promise<Verdict> {
  let dossier = bytes
  const verdict = judged('dossier', language, () => {
    if (isPdf(bytes)) dossier = dossierInPdf(bytes)
    const proven = verifyDossier(dossier.toString('utf8'), pinned)
    return { proven, lines: proofWords(proven, language) }
  })
  if (!verdict.holds || dossier === bytes) return verdict
  if ((await printedIn(bytes, dossier)) !== undefined) return { ...verdict, lines: [...verdict.lines, PAGES[language]] }
  const wrong = { code: 'pages-differ', where: '' } as const
  return { holds: false, lines: [wrongWords(wrong, language), ...verdict.lines], found: { ...verdict.found, holds: false, wrong } }
}

function judged(kind: Kind, language: Language, check: () => { readonly proven: object; readonly lines: readonly string[] }): Verdict {
  try {
    const { proven, lines } = check()
    return { holds: true, lines, found: { holds: true, kind, proven, wrong: null } }
  } catch (fault) {
    if (!(fault instanceof Wrong)) throw fault
    const wrong = { code: fault.code, where: fault.where }
    return { holds: false, lines: [wrongWords(fault, language)], found: { holds: false, kind, proven: null, wrong } }
  }
}

function read(file: string): Buffer {
  try {
    if (statSync(file).size > MOST_BYTES) throw new CommandProblem(`${file}: is larger than any dossier`)
    return readFileSync(file)
  } catch (fault) {
    throw fault instanceof CommandProblem ? fault : new CommandProblem(`${file}: cannot be read`)
  }
}

function readJsonFile(file: string): unknown {
  const text = read(file).toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    throw new CommandProblem(`${file}: is not JSON`)
  }
}

/** `[{iss, keys: [JWK with holder and government]}]`, as the registry settings of every member have it. */
function readAnchors(file: string): Anchors {
  const value = readJsonFile(file)
  if (!checkAnchors(value)) throw new CommandProblem(`${file}: is no list of trust anchors`)
  return value
}

/** A list of signed statements, or a file that has one: a dossier of the same network names who is who as well. */
function readStatements(file: string): string[] {
  const value = readJsonFile(file)
  const list = typeof value === 'object' && value !== null && 'statements' in value ? value.statements : value
  if (!checkStatements(list)) throw new CommandProblem(`${file}: holds no statements of a trust anchor`)
  return list
}
