import { PROTECTION_V1 } from './protection.v1.ts'

/** The texts, by notice and version, then by language. Apart from their hashes: whoever checks a grant carries no text about. */
export const NOTICE_TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = { 'protection.v1': PROTECTION_V1 }
