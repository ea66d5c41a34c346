/** What a command cannot do as it was asked: one plain sentence, exit code 2. It repeats no content and no secret. */
export class CommandProblem extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'CommandProblem'
  }
}
