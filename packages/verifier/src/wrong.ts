/** What can be wrong with a file that is to prove something. */
export type WrongCode =
  | 'not-json'
  | 'not-a-dossier'
  | 'duplicate-key'
  | 'anchor-unknown'
  | 'statement-not-signed'
  | 'statement-invalid'
  | 'jws-malformed'
  | 'jws-header'
  | 'jws-claims'
  | 'key-unknown'
  | 'key-not-valid-then'
  | 'key-revoked'
  | 'signature'
  | 'not-of-this-case'
  | 'not-between-these-two'
  | 'named-twice'
  | 'chain-broken'
  | 'equivocation'
  | 'grant-missing'
  | 'grant-not-for-this'
  | 'receipt-of-nothing'
  | 'receipt-not-of-the-recipient'
  | 'checkpoint-invalid'
  | 'cosignature-invalid'
  | 'leaf-of-nothing'
  | 'leaf-missing'
  | 'leaf-not-in-the-log'
  | 'too-large'
  | 'nothing-enclosed'
  | 'more-than-one-enclosed'
  | 'enclosed-unreadable'
  | 'pages-differ'
  | 'not-a-fork'
  | 'not-of-one-log'
  | 'fork-not-proven'
  | 'not-a-log'
  | 'not-these-leaves'
  | 'log-cut-short'
  | 'not-a-filing'
  | 'nobody-vouches'
  | 'code-mistyped'
  | 'code-not-filed'

/** The first thing that is wrong, and where: a JSON Pointer into the file. What stands there is never repeated. */
export class Wrong extends Error {
  readonly code: WrongCode
  readonly where: string
  constructor(code: WrongCode, where: string) {
    super(`${code} at ${where || '/'}`)
    this.name = 'Wrong'
    this.code = code
    this.where = where
  }
}
